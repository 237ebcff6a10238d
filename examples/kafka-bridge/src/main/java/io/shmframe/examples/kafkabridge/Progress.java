// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.io.PrintStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Prints a line once a second. */
final class Progress {

  private static final int MIB = 1 << 20;

  private Progress() {}

  /** Until the context stops. */
  static void start(CamelContext context, PrintStream out, Supplier<String> line) {
    ScheduledExecutorService each =
        context.getExecutorServiceManager().newSingleThreadScheduledExecutor(line, "progress");
    each.scheduleAtFixedRate(() -> out.println(line.get()), 1, 1, TimeUnit.SECONDS);
  }

  /** What the JVM's heap holds, garbage and all. */
  static long heapMib() {
    Runtime jvm = Runtime.getRuntime();
    return (jvm.totalMemory() - jvm.freeMemory()) / MIB;
  }
}
