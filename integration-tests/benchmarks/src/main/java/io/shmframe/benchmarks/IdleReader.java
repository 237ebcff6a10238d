// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A route whose segment does not change: the processor time of looking in vain. */
public final class IdleReader {

  private static final int WARM_UP_MILLIS = 5_000;

  private IdleReader() {}

  /** Takes the endpoint and the seconds to measure; prints the share of a core in percent. */
  public static void main(String[] args) throws Exception {
    ProcessorTime cpu = new ProcessorTime();
    CamelContext context = new DefaultCamelContext();
    try {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(args[0]).process(exchange -> {});
            }
          });
      context.start();
      Thread.sleep(WARM_UP_MILLIS);
      cpu.begin();
      long wall = System.nanoTime();
      Thread.sleep(Integer.parseInt(args[1]) * 1000L);
      System.out.printf(
          Locale.ROOT, "%.2f%n", 100.0 * cpu.sinceBegin() / (System.nanoTime() - wall));
    } finally {
      context.stop();
    }
  }
}
