// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.concurrent.TimeUnit;

/**
 * Frames a second over the last five seconds, counted in half seconds as they come and added up
 * when somebody asks, so that it needs no thread. Used by one thread at a time.
 */
final class FrameRate {

  private static final long BUCKET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int BUCKETS = 10;

  private final long start;
  private final long[] counts = new long[BUCKETS];
  private final long[] ticks = new long[BUCKETS];

  /**
   * @param now {@link System#nanoTime()}
   */
  FrameRate(long now) {
    start = now;
  }

  void add(long now) {
    long tick = tick(now);
    int bucket = (int) (tick % BUCKETS);
    if (ticks[bucket] != tick) {
      ticks[bucket] = tick;
      counts[bucket] = 0;
    }
    counts[bucket]++;
  }

  double perSecond(long now) {
    long tick = tick(now);
    long frames = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (tick - ticks[bucket] < BUCKETS) {
        frames += counts[bucket];
      }
    }
    long counted = Math.min(now - start, now - start - (tick - BUCKETS + 1) * BUCKET_NANOS);
    // In the first half second one frame is not hundreds of them a second.
    return frames * 1e9 / Math.max(counted, BUCKET_NANOS);
  }

  private long tick(long now) {
    return (now - start) / BUCKET_NANOS;
  }
}
