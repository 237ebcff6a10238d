// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * What a reader does between looks that find nothing: as its strategy says, but by the rhythm of
 * the frames. Used by one thread.
 */
final class Pauses {

  /**
   * After so long without a frame {@link PatientWait} looks seldom. Whoever asks once a second is
   * answered as fast as before.
   */
  private static final long SILENCE_NANOS = 10_000_000_000L;

  /** That seldom: so often a look costs a thousandth of a core. */
  private static final long REST_NANOS = 25_000_000;

  private final WaitStrategy strategy;
  private final boolean patient;
  private final LongConsumer longPark;
  private final Rhythm rhythm = new Rhythm();
  private int round;
  private long last;

  Pauses(WaitStrategy strategy) {
    this(strategy, LockSupport::parkNanos, System.nanoTime());
  }

  /** With a park of its own for what is longer than the strategy's, beginning at a moment. */
  Pauses(WaitStrategy strategy, LongConsumer longPark, long now) {
    this.strategy = strategy;
    this.longPark = longPark;
    patient = strategy instanceof PatientWait;
    last = now;
  }

  /** A frame was taken. */
  void frame(long now) {
    rhythm.beat(now);
    last = now;
    round = 0;
  }

  /** Whether there was no frame for so long that nobody is in a hurry. */
  boolean silent(long now) {
    return now - last > SILENCE_NANOS;
  }

  /** Whether it sleeps longer than its strategy says, as there was no frame for so long. */
  boolean rests(long now) {
    return patient && silent(now);
  }

  /** Something happened: what comes next may come soon. */
  void restart() {
    round = 0;
  }

  /**
   * Waits a little.
   *
   * @param atMost nanoseconds, more than 0
   */
  void once(long now, long atMost) {
    if (round > WaitStrategy.FIRST_PARK && rhythm.due(now)) {
      // Soon: short parks until the frame is there, or is late.
      round = WaitStrategy.FIRST_PARK;
    }
    long until = rhythm.untilDue(now);
    long most = until > 0 ? Math.min(atMost, until) : atMost;
    if (patient && until > 0 && rhythm.steady()) {
      // In one go, where each park costs as much as a look.
      longPark.accept(most);
    } else if (rests(now)) {
      longPark.accept(Math.min(most, REST_NANOS));
    } else {
      strategy.idle(round, most);
    }
    round = Math.min(round + 1, Integer.MAX_VALUE - 1);
  }
}
