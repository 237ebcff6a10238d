// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.memory.Futex;
import java.util.concurrent.locks.LockSupport;

/** A reader's sleep between two looks, and its end before its time. */
final class RingWait {

  /** What a wake-up that was lost costs at most. */
  private static final long LONGEST_SLEEP_NANOS = 250_000_000;

  /** A sleeper may be about to sleep when it is woken, so it is woken again. */
  private static final int WAKE_UPS = 20;

  private static final long WAKE_UP_PAUSE_NANOS = 50_000;

  private final WaitStrategy strategy;
  private final boolean sleeps;

  /** The segment on which the kernel lets nobody sleep; null if there is none. */
  private RingSegment refused;

  private volatile Thread waiter;
  private volatile RingSegment asleep;
  private volatile boolean woken;

  RingWait(WaitStrategy strategy) {
    this.strategy = strategy;
    sleeps = strategy instanceof FutexWait && Futex.available();
  }

  /** The calling thread is going to wait. */
  void begin() {
    waiter = Thread.currentThread();
  }

  /** Whether it was woken since it asked last. */
  boolean ended() {
    if (woken) {
      woken = false;
      return true;
    }
    return false;
  }

  /** Waits where there is no ring to wait for. */
  void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  /**
   * Waits a little for the next frame.
   *
   * @param segment which the caller keeps mapped
   * @param seen the wake word as it was before the look that found nothing
   */
  void idle(RingSegment segment, int seen, int round, long atMostNanos) {
    if (!sleeps || segment == refused || segment.get(RingControl.WRITER_WAKES) != 1) {
      strategy.idle(round, atMostNanos);
      return;
    }
    asleep = segment;
    try {
      if (!woken && !Thread.currentThread().isInterrupted()) {
        if (!segment.futex().await(seen, Math.min(atMostNanos, LONGEST_SLEEP_NANOS))) {
          // Parks from now on, where a sleep that never begins would burn a core.
          refused = segment;
        }
      }
    } finally {
      asleep = null;
    }
  }

  /** Whether waits end by themselves when a frame comes. */
  boolean sleeps() {
    return sleeps;
  }

  void wakeUp() {
    woken = true;
    LockSupport.unpark(waiter);
    for (int i = 0; i < WAKE_UPS && woken; i++) {
      RingSegment segment = asleep;
      if (segment == null || !segment.retain()) {
        return;
      }
      try {
        segment.futex().wakeAll();
      } finally {
        segment.release();
      }
      LockSupport.parkNanos(WAKE_UP_PAUSE_NANOS);
    }
  }
}
