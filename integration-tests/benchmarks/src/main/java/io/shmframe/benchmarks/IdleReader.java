// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A route whose segment does not change: the processor time of looking in vain. */
public final class IdleReader {

  private IdleReader() {}

  /**
   * Takes the endpoint, the milliseconds of the warm-up and the seconds to measure; prints the
   * share of a core in percent.
   */
  public static void main(String[] args) throws Exception {
    Watchdog.start();
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
      Thread.sleep(Long.parseLong(args[1]));
      cpu.begin();
      long wall = System.nanoTime();
      Thread.sleep(Integer.parseInt(args[2]) * 1000L);
      double share = 100.0 * cpu.sinceBegin() / (System.nanoTime() - wall);
      System.out.print(new RouteFigures(Map.of(RouteFigures.READER_CPU, share)).lines());
    } finally {
      context.stop();
    }
  }
}
