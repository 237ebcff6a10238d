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

  /** And of how far it was off into the mean deviation: a quarter, as for the timeouts of TCP. */
  private static final int DEVIATION_WEIGHT = 4;

  /** So many deviations before the mean nearly all frames have not come yet. */
  private static final int DEVIATIONS = 4;

  /** Timers are not more exact. */
  private static final long LEAST_WINDOW_NANOS = 100_000;

  private static final long MOST_WINDOW_NANOS = 500_000;

  private long last;
  private long period;
  private long deviation;

  /** A frame came. */
  void beat(long now) {
    if (last != 0) {
      long distance = now - last;
      if (period == 0) {
        period = distance;
        deviation = distance / 2;
      } else {
        deviation += (Math.abs(distance - period) - deviation) / DEVIATION_WEIGHT;
        period += (distance - period) / WEIGHT;
      }
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

  /** Whether it can be relied on that none comes before that. */
  boolean steady() {
    return period != 0 && DEVIATIONS * deviation <= window();
  }

  private long window() {
    long most = MOST_WINDOW_NANOS + period / 64;
    return Math.min(most, Math.max(LEAST_WINDOW_NANOS, DEVIATIONS * deviation));
  }
}
