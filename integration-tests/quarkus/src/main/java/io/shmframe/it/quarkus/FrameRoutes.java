// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;

/** The ways in and out, and the other side of a handshake. */
@ApplicationScoped
public class FrameRoutes extends RouteBuilder {

  static final String TO = "To";
  static final String FROM = "From";

  /** What a body is made into, and what it was. */
  static final String BODY = "Body";

  @Override
  public void configure() {
    from("direct:write").process(Bodies::fromBytes).toD("${header.To}").process(Bodies::toBytes);

    from("direct:read")
        .pollEnrich()
        .simple("${header.From}")
        .timeout(5000)
        .process(Bodies::toBytes);

    from("shmframe:question?layout=status&bodyType=array&exchangePattern=InOut"
            + "&directory={{segments}}")
        .routeId("twice")
        .process(Bodies::twice);

    from("shmframe:original?layout=raw&width=4&height=2&channels=3&exchangePattern=InOut"
            + "&bodyType=mat&directory={{segments}}")
        .routeId("inverted")
        .process(Bodies::inverted);

    from("shmframe:watched?layout=frameheader&staleAfter=1s&directory={{segments}}")
        .routeId("watched")
        .process(exchange -> {});
  }
}
