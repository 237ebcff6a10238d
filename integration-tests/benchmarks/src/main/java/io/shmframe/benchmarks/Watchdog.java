// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;

/**
 * Ends a process whose parent has ended, or that hangs. A process is told to end by a line on its
 * standard input, or by the end of that, which is what is left of a parent that was killed.
 */
final class Watchdog {

  private static final long MILLIS = 180_000;
  private static final long GRACE_MILLIS = 10_000;

  private volatile boolean told;

  private Watchdog() {}

  static Watchdog start() {
    Watchdog dog = new Watchdog();
    thread("told to end", dog::awaitEnd);
    thread("time is over", () -> haltAfter(MILLIS));
    return dog;
  }

  /** Whether the process is to end. */
  boolean told() {
    return told;
  }

  private void awaitEnd() {
    try {
      System.in.read();
    } catch (IOException e) {
      // As good as its end.
    }
    told = true;
    haltAfter(GRACE_MILLIS);
  }

  private static void haltAfter(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // Nobody does that; then it is now.
    }
    Runtime.getRuntime().halt(3);
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
