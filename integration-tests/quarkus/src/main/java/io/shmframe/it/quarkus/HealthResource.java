// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/** Whether a route's consumer gets its frames. */
@Path("/health")
public class HealthResource {

  private final CamelContext context;

  public HealthResource(CamelContext context) {
    this.context = context;
  }

  /** UP or DOWN, and what the check says of it. */
  @GET
  @Path("{route}")
  public String health(@PathParam("route") String route) {
    return HealthCheckHelper.invoke(context, "consumer:" + route, Map.of())
        .map(HealthResource::said)
        .orElse("no such check");
  }

  private static String said(HealthCheck.Result result) {
    return result.getState() + result.getMessage().map(message -> ": " + message).orElse("");
  }
}
