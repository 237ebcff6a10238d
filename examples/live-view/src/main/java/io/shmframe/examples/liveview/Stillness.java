// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.concurrent.TimeUnit;

/**
 * Tells a camera that hangs from one that looks at something black: now and then it is shown a
 * whole frame. Safe from any thread.
 */
final class Stillness {

  /** The same picture for so long is a frozen one; a real camera's noise changes every frame. */
  static final long FROZEN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private boolean any;
  private boolean black;
  private long fingerprint;
  private long sinceNanos;
  private long lastNanos;

  /**
   * Takes a look.
   *
   * @param newest of the frame's bytes
   * @param dark whether all its pixels are near 0
   * @param nowNanos of {@link System#nanoTime()}
   */
  synchronized void look(long newest, boolean dark, long nowNanos) {
    if (!any || newest != fingerprint) {
      sinceNanos = nowNanos;
    }
    any = true;
    fingerprint = newest;
    black = dark;
    lastNanos = nowNanos;
  }

  /** Whether the frame last looked at is black. */
  synchronized boolean black() {
    return black;
  }

  /** For how long the frames looked at have been the same byte for byte, in nanoseconds. */
  synchronized long sameNanos() {
    return any ? lastNanos - sinceNanos : 0;
  }

  /** Whether they have been the same for so long that it is told. */
  boolean frozen() {
    return sameNanos() >= FROZEN_NANOS;
  }
}
