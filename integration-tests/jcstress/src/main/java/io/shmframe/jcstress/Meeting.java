// SPDX-License-Identifier: Apache-2.0
package io.shmframe.jcstress;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings the writer and the reader to one point at one time, give or take some nanoseconds that
 * differ from round to round: what they do then takes longer than what goes wrong in it.
 */
final class Meeting {

  /** Who has no partner (it has no processor) goes on alone: nothing may depend on the meeting. */
  private static final int PATIENCE = 200;

  private static final int MOST_NANOS = 512;

  private final AtomicLong writer = new AtomicLong();
  private final AtomicLong reader = new AtomicLong();

  void writerComes() {
    meet(writer, reader, 7);
  }

  void readerComes() {
    meet(reader, writer, 3);
  }

  private static void meet(AtomicLong own, AtomicLong other, long salt) {
    long round = own.incrementAndGet();
    for (int i = 0; i < PATIENCE && other.get() < round; i++) {
      Thread.onSpinWait();
    }
    long delay = (round * salt * 0x9E3779B97F4A7C15L >>> 40) % MOST_NANOS;
    long end = System.nanoTime() + delay;
    while (System.nanoTime() < end) {
      // A pause instruction would be longer than the delay.
    }
  }
}
