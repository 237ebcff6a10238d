// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.Futex;
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

  /** With {@link #backoff}, the rounds before this one spin. */
  int SPINS = 100;

  /** With {@link #backoff}, the round of the first and shortest park. */
  int FIRST_PARK = 110;

  /** What a park of 1 ns takes anyway, with the kernel's usual timer slack. */
  long SHORTEST_PARK_NANOS = 50_000;

  /**
   * Waits a little.
   *
   * @param round how many waits there were since something last happened, from 0
   * @param atMostNanos the longest that this wait may take, more than 0
   */
  void idle(int round, long atMostNanos);

  /** Burns a core for the shortest answer, below a microsecond. */
  static WaitStrategy spin() {
    return (round, atMost) -> Thread.onSpinWait();
  }

  /** Burns a core, but lets others have it. */
  static WaitStrategy yielding() {
    return (round, atMost) -> Thread.yield();
  }

  /** Parks for the same time each round. */
  static WaitStrategy sleep(Duration interval) {
    long nanos = positive(interval);
    return (round, atMost) -> LockSupport.parkNanos(Math.min(nanos, atMost));
  }

  /**
   * Spins for some microseconds, yields, then parks for longer and longer.
   *
   * @param longest the upper bound of one park
   */
  static WaitStrategy backoff(Duration longest) {
    long nanos = positive(longest);
    return (round, atMost) -> {
      if (round < SPINS) {
        Thread.onSpinWait();
      } else if (round < FIRST_PARK) {
        Thread.yield();
      } else {
        long park = SHORTEST_PARK_NANOS << Math.min(round - FIRST_PARK, 10);
        LockSupport.parkNanos(Math.min(Math.min(nanos, atMost), park));
      }
    };
  }

  /**
   * As {@link #backoff}, but sleeps longer where no frame is to be expected: between the frames of
   * a camera that keeps time until shortly before the next one is due, and after ten seconds
   * without a frame for 25 ms at a time. A frame that comes too early is seen late.
   *
   * @param longest the upper bound of one park else
   */
  static WaitStrategy patient(Duration longest) {
    return new PatientWait(longest);
  }

  /**
   * Sleeps until the writer says that there is a frame: for readers of a ring, on Linux with Java
   * 22 or later. Anywhere else it is {@link #patient} with at most 1 ms. A sleep lasts 250 ms at
   * most, and so long an interrupt may go unnoticed; {@link FrameSource#wakeUp()} does not.
   */
  static WaitStrategy futex() {
    return FutexWait.INSTANCE;
  }

  /** Whether this JVM on this machine can do what {@link #futex()} says, and not only park. */
  static boolean futexAvailable() {
    return Futex.available();
  }

  private static long positive(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("An interval of " + interval + ": expected more than 0");
    }
    return Clocks.countable(interval).toNanos();
  }
}
