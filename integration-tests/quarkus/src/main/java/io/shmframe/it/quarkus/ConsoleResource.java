// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.util.json.JsonObject;

/** Camel's consoles over HTTP, which an extension would bring that is not there. */
@Path("/console")
public class ConsoleResource {

  private final CamelContext context;

  public ConsoleResource(CamelContext context) {
    this.context = context;
  }

  /** What a console says, as JSON. */
  @GET
  @Path("{id}")
  @Produces(MediaType.APPLICATION_JSON)
  public String json(@PathParam("id") String id) {
    return ((JsonObject) console(id).call(DevConsole.MediaType.JSON, Map.of())).toJson();
  }

  /** What a console says, for a person. */
  @GET
  @Path("{id}")
  @Produces(MediaType.TEXT_PLAIN)
  public String text(@PathParam("id") String id) {
    return (String) console(id).call(DevConsole.MediaType.TEXT, Map.of());
  }

  private DevConsole console(String id) {
    return context
        .getCamelContextExtension()
        .getContextPlugin(DevConsoleRegistry.class)
        .resolveById(id);
  }
}
