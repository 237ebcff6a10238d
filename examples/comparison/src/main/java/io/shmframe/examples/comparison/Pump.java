// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.StartupListener;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * A consumer for libraries that Camel has no component for: a thread that looks for frames and
 * hands each to the route before it looks for the next.
 */
final class Pump {

  private static final String ROUTE = "direct:pumped";

  /** Where frames come from. Used by one thread. */
  @FunctionalInterface
  interface Source {

    /** A frame in an array of its own; null if there is none yet. */
    byte[] poll() throws Exception;
  }

  private Pump() {}

  /** Begins a route with what a source gives, from when all routes are started. */
  static RouteDefinition from(RouteBuilder routes, Side side, Source source) throws Exception {
    side.context()
        .addStartupListener(
            (StartupListener)
                (context, alreadyStarted) -> {
                  Thread thread = new Thread(() -> run(context, source), "pump");
                  thread.setDaemon(true);
                  thread.start();
                });
    return routes.from(ROUTE);
  }

  private static void run(CamelContext context, Source source) {
    // Spins, yields, then parks for up to a millisecond, as Aeron does by default.
    IdleStrategy idle = new BackoffIdleStrategy();
    try {
      Producer route = context.getEndpoint(ROUTE).createProducer();
      while (!context.isStopping()) {
        byte[] frame = source.poll();
        if (frame == null) {
          idle.idle();
          continue;
        }
        idle.reset();
        Exchange exchange = route.getEndpoint().createExchange();
        exchange.getIn().setBody(frame);
        route.process(exchange);
      }
    } catch (Exception e) {
      e.printStackTrace();
    }
  }
}
