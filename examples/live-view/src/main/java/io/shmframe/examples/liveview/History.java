// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The last frames of a camera that somebody looks at closely, so that the value of a pixel is that
 * of the frame that is shown, and the frame after a paused one is still there. While somebody
 * pauses, frames from there on are kept until there is no more room; then newer ones are not kept.
 * Safe from any thread.
 */
final class History {

  private static final int MOST = 120;
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Memory memory;
  private final Deque<FrameCopy> frames = new ArrayDeque<>();
  private boolean watched;
  private boolean held;
  private long watchedNanos;
  private long heldNanos;
  private long heldFrom;

  History(Memory memory) {
    this.memory = memory;
  }

  /** Somebody looks; to be said again within five seconds. */
  synchronized void watch() {
    watched = true;
    watchedNanos = System.nanoTime();
  }

  /** Somebody pauses at a frame; to be said again within five seconds. */
  synchronized void hold(long number) {
    watch();
    boolean begins = !held;
    held = true;
    heldNanos = watchedNanos;
    heldFrom = begins ? number : Math.max(number, heldFrom);
  }

  /** Whether frames are to be added; forgets them all when nobody looks any more. */
  synchronized boolean watched() {
    long now = System.nanoTime();
    held = held && now - heldNanos < KEPT_NANOS;
    watched = watched && now - watchedNanos < KEPT_NANOS;
    if (!watched) {
      clear();
    }
    return watched;
  }

  /** Adds the newest frame. */
  synchronized void add(FrameCopy frame) {
    while (frames.size() >= MOST || !memory.take(frame.pixels().length)) {
      if (frames.isEmpty() || held && frames.getFirst().number() >= heldFrom) {
        return;
      }
      memory.give(frames.removeFirst().pixels().length);
    }
    frames.addLast(frame);
    notifyAll();
  }

  /** The frame of a number. */
  synchronized Optional<FrameCopy> get(long number) {
    return frames.stream().filter(frame -> frame.number() == number).findFirst();
  }

  /** The first frame behind a number, for which it waits; who pauses goes on from there. */
  synchronized Optional<FrameCopy> next(long number, long millis) throws InterruptedException {
    hold(number);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      Optional<FrameCopy> next = frames.stream().filter(it -> it.number() > number).findFirst();
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (next.isPresent() || left <= 0) {
        next.ifPresent(frame -> heldFrom = Math.max(heldFrom, frame.number()));
        return next;
      }
      wait(left);
    }
  }

  synchronized void clear() {
    frames.forEach(frame -> memory.give(frame.pixels().length));
    frames.clear();
  }
}
