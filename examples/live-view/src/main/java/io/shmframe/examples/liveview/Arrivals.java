// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

/** When frames came. Told by one thread, asked by any. */
final class Arrivals {

  private volatile long number;
  private volatile long lastNanos;
  private volatile double intervalNanos;

  /** A frame has come. */
  void add(long nowNanos) {
    if (number > 0) {
      double latest = nowNanos - lastNanos;
      intervalNanos = intervalNanos == 0 ? latest : intervalNanos * 0.8 + latest * 0.2;
    }
    lastNanos = nowNanos;
    number++;
  }

  /** How many came. */
  long number() {
    return number;
  }

  /** How long ago the newest one came, in nanoseconds; 0 before the first. */
  long silenceNanos() {
    return number == 0 ? 0 : System.nanoTime() - lastNanos;
  }

  /** The usual time between two. */
  double intervalNanos() {
    return intervalNanos;
  }
}
