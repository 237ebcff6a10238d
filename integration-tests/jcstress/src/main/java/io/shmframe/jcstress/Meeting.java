// SPDX-License-Identifier: Apache-2.0
package io.shmframe.jcstress;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings two threads to one point at one time, give or take some nanoseconds that differ from round
 * to round: what they do then takes longer than what goes wrong in it.
 */
final class Meeting {

  /** A thread whose partner does not come (it has no processor) goes on without it. */
  private static final int PATIENCE = 200;

  private static final int MOST_NANOS = 512;

  private final AtomicLong arrived = new AtomicLong();

  /**
   * Waits for the other one.
   *
   * @param salt makes the delays of the two differ
   */
  void together(long salt) {
    long mine = arrived.incrementAndGet();
    long both = mine + (mine & 1);
    for (int i = 0; i < PATIENCE && arrived.get() < both; i++) {
      Thread.onSpinWait();
    }
    long delay = (both * 0x9E3779B97F4A7C15L + salt * 0xC2B2AE3D27D4EB4FL >>> 40) % MOST_NANOS;
    long end = System.nanoTime() + delay;
    while (System.nanoTime() < end) {
      // A pause instruction would be longer than the delay.
    }
  }
}
