// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import io.shmframe.camel.ShmFrameConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.health.ConsumersHealthCheckRepository;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;

/** A Camel context with one route, which stops with the test. */
final class Routes implements AutoCloseable {

  static final String ID = "frames";

  private final CamelContext context = new DefaultCamelContext();

  private Routes(RouteBuilder route) {
    try {
      HealthCheckRegistry checks = new DefaultHealthCheckRegistry(context);
      checks.register(new ConsumersHealthCheckRepository());
      context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, checks);
      context.addRoutes(route);
      context.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static Routes consuming(String uri, Processor step) {
    return new Routes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(uri).routeId(ID).process(step);
          }
        });
  }

  static Routes producing(String uri) {
    return new Routes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:frames").routeId(ID).to(uri);
          }
        });
  }

  ProducerTemplate template() {
    return context.createProducerTemplate();
  }

  ShmFrameConsumer consumer() {
    return (ShmFrameConsumer) context.getRoute(ID).getConsumer();
  }

  HealthCheckRegistry health() {
    return HealthCheckRegistry.get(context);
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
