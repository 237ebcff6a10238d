// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import org.HdrHistogram.ConcurrentHistogram;

/**
 * How old frames were when they reached the route's first step: all of them counted, the last few
 * one by one.
 */
final class Ages {

  private static final int KEPT = 1024;

  private final ConcurrentHistogram micros = new ConcurrentHistogram(60_000_000L, 3);
  private final double[] last = new double[KEPT];
  private long count;
  private long firstNanos;
  private long lastNanos;

  synchronized void add(double millis) {
    micros.recordValue(Math.max(0, Math.min(60_000_000L, Math.round(millis * 1000))));
    lastNanos = System.nanoTime();
    firstNanos = count == 0 ? lastNanos : firstNanos;
    last[(int) (count++ % KEPT)] = millis;
  }

  /** How many there were so far: a place to read on from. */
  synchronized long count() {
    return count;
  }

  /** Those that came since a count, oldest first; the oldest are gone where they were too many. */
  synchronized double[] since(long from) {
    long first = Math.max(from, count - KEPT);
    double[] some = new double[(int) Math.max(0, count - first)];
    for (int i = 0; i < some.length; i++) {
      some[i] = last[(int) ((first + i) % KEPT)];
    }
    return some;
  }

  /** How long it was from the first to the last. */
  synchronized double seconds() {
    return (lastNanos - firstNanos) / 1e9;
  }

  /** The median of all, in milliseconds. */
  double p50Millis() {
    return micros.getValueAtPercentile(50) / 1000.0;
  }
}
