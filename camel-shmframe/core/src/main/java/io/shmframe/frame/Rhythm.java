// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/**
 * When the next frame is to be expected, from the distance of those before. A camera keeps time:
 * who looks often just then hears of a frame early, and may look seldom otherwise. Used by one
 * thread.
 */
final class Rhythm {

  /** How much of a new distance goes into the mean: an eighth. */
  private static final int WEIGHT = 8;

  private static final long LEAST_WINDOW_NANOS = 500_000;

  private long last;
  private long period;

  /** A frame came. */
  void beat(long now) {
    if (last != 0) {
      long distance = now - last;
      period = period == 0 ? distance : period + (distance - period) / WEIGHT;
    }
    last = now;
  }

  /**
   * How many nanoseconds until frequent looks are worth their while; 0 if they are now, or nothing
   * is known.
   */
  long untilDue(long now) {
    return period == 0 ? 0 : Math.max(0, last + period - window() - now);
  }

  /** Whether a frame may come at any moment. */
  boolean due(long now) {
    return period != 0 && Math.abs(now - last - period) <= window();
  }

  private long window() {
    return LEAST_WINDOW_NANOS + period / 64;
  }
}
