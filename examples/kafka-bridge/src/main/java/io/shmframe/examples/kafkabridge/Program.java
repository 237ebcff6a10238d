// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** What the two sides have in common: Camel's Main, and an end that says what was done. */
final class Program {

  /** The few records that are under way are done long before. */
  private static final int STOP_SECONDS = 5;

  /** What a side does when it has started and when it has stopped. */
  interface Course {
    void started(CamelContext context);

    void stopped();
  }

  private Program() {}

  /** Runs until it is told to end, by a signal or by the end of whoever started it. */
  static void run(RouteBuilder routes, Course course) throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    // The JVM ends with its hooks; the routes must have stopped by then.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  await(done);
                },
                "end"));
    endWithStarter();
    Main camel = new Main();
    camel.configure().withShutdownTimeout(STOP_SECONDS).addRoutesBuilder(routes);
    try {
      camel.start();
      course.started(camel.getCamelContext());
      told.await();
      camel.stop();
      course.stopped();
    } finally {
      done.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(2 * STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A child process's standard input ends with whoever started it. */
  static void endWithStarter() {
    if (Boolean.getBoolean("bridge.endWithInput")) {
      Thread watch = new Thread(Program::awaitEndOfInput, "watch");
      watch.setDaemon(true);
      watch.start();
    }
    if (Boolean.getBoolean("bridge.endWithParent")) {
      // Maven does not end what it started when it is killed itself.
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on this line; that it is open says all.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    System.exit(0);
  }
}
