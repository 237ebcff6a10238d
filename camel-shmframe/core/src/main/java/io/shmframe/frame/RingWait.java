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

  /**
   * For so long only the wake word is looked at. A look at all there is touches much memory and
   * makes some garbage: a reader that does nothing else has lost its code and data from the caches
   * when the frame comes.
   */
  private static final long QUIET_NANOS = 10_000_000;

  private final Pauses pauses;
  private final boolean sleeps;

  /** The segment on which the kernel lets nobody sleep; null if there is none. */
  private RingSegment refused;

  private volatile Thread waiter;
  private volatile RingSegment asleep;
  private volatile boolean woken;

  RingWait(WaitStrategy strategy) {
    boolean futex = strategy instanceof FutexWait;
    sleeps = futex && Futex.available();
    pauses = new Pauses(futex ? FutexWait.INSTEAD : strategy);
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

  /** A frame was taken. */
  void frame(long now) {
    pauses.frame(now);
  }

  /**
   * How long the name need not be looked at.
   *
   * @param interval as long as frames come
   */
  long untilNextName(long interval) {
    return pauses.silent(System.nanoTime()) ? Math.max(interval, LONGEST_SLEEP_NANOS) : interval;
  }

  /** A frame was torn: a newer one is there. */
  void restart() {
    pauses.restart();
  }

  /**
   * Waits for the next frame, or a little.
   *
   * @param segment which the caller keeps mapped
   * @param seen the wake word as it was before the look that found nothing
   */
  void idle(RingSegment segment, int seen, long atMostNanos) {
    if (sleeps && segment != refused && segment.get(RingControl.WRITER_WAKES) == 1) {
      sleep(segment, seen, Math.min(atMostNanos, LONGEST_SLEEP_NANOS));
    } else {
      pause(segment, seen, atMostNanos);
    }
  }

  private void sleep(RingSegment segment, int seen, long nanos) {
    asleep = segment;
    try {
      if (!woken && !Thread.currentThread().isInterrupted()) {
        if (!segment.futex().await(seen, nanos)) {
          // Parks from now on, where a sleep that never begins would burn a core.
          refused = segment;
        }
      }
    } finally {
      asleep = null;
    }
  }

  /** A word of a page that is gone reads as anything; the next look hears of the fault. */
  private void pause(RingSegment segment, int seen, long nanos) {
    long now = System.nanoTime();
    long end = now + nanos;
    // Nobody is in a hurry who rests, and a look at all would cost as much as the park before it.
    long quietEnd = pauses.rests(now) ? end : now + Math.min(nanos, QUIET_NANOS);
    do {
      // One that sleeps for longer than that may.
      pauses.once(now, end - now);
      now = System.nanoTime();
    } while (segment.wake() == seen
        && now - quietEnd < 0
        && !woken
        && !Thread.currentThread().isInterrupted());
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
