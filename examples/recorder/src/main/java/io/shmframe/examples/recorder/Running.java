// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel context that ends in good order when the process is told to end. */
final class Running implements AutoCloseable {

  private static final long ENDING_SECONDS = 10;

  private final CamelContext context;
  private final Thread hook = new Thread(this::end, "end");
  private volatile boolean ending;

  private Running(CamelContext context) {
    this.context = context;
  }

  /** Starts a context with these routes. */
  static Running start(RouteBuilder routes, String name) throws Exception {
    DefaultCamelContext context = new DefaultCamelContext();
    context.getCamelContextExtension().setName(name);
    context.getShutdownStrategy().setTimeout(ENDING_SECONDS);
    context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
    context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
    Running running = new Running(context);
    Runtime.getRuntime().addShutdownHook(running.hook);
    try {
      context.addRoutes(routes);
      context.start();
    } catch (Exception e) {
      running.close();
      throw e;
    }
    return running;
  }

  private void end() {
    ending = true;
    context.stop();
  }

  /** Whether nobody has told the process to end. */
  boolean goesOn() {
    return !ending;
  }

  @Override
  public void close() {
    if (!ending) {
      Runtime.getRuntime().removeShutdownHook(hook);
      context.stop();
    }
  }
}
