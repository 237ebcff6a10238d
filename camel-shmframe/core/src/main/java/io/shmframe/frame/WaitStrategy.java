// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How a reader spends the time between two looks that found nothing. Stateless; one may serve many
 * readers.
 *
 * <p>An interrupt ends every wait at once and stays set.
 */
@FunctionalInterface
public interface WaitStrategy {

  /**
   * Waits a little.
   *
   * @param round how many waits there were since something last happened, from 0
   */
  void idle(int round);

  /** Burns a core for the shortest answer, below a microsecond. */
  static WaitStrategy spin() {
    return round -> Thread.onSpinWait();
  }

  /** Burns a core, but lets others have it. */
  static WaitStrategy yielding() {
    return round -> Thread.yield();
  }

  /** Parks for the same time each round. */
  static WaitStrategy sleep(Duration interval) {
    long nanos = positive(interval);
    return round -> LockSupport.parkNanos(nanos);
  }

  /**
   * Spins for some microseconds, yields, then parks for longer and longer.
   *
   * @param longest the upper bound of one park
   */
  static WaitStrategy backoff(Duration longest) {
    long nanos = positive(longest);
    return round -> {
      if (round < 100) {
        Thread.onSpinWait();
      } else if (round < 110) {
        Thread.yield();
      } else {
        // 50 microseconds is what a park of 1 ns takes anyway, with the kernel's default timer
        // slack.
        LockSupport.parkNanos(Math.min(nanos, 50_000L << Math.min(round - 110, 10)));
      }
    };
  }

  private static long positive(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("An interval of " + interval + ": expected more than 0");
    }
    return interval.toNanos();
  }
}
