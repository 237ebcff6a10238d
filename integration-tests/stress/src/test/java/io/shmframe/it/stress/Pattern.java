// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.nio.ByteBuffer;

/** Byte i of frame n is (n * 31 + i) mod 251: all frames are windows of one table. */
final class Pattern {

  private static final int PERIOD = 251;

  private final ByteBuffer table;
  private final int bytes;

  Pattern(int bytes) {
    this.bytes = bytes;
    byte[] repeated = new byte[bytes + PERIOD];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = (byte) (i % PERIOD);
    }
    table = ByteBuffer.wrap(repeated);
  }

  int bytes() {
    return bytes;
  }

  /** The payload of a frame, from position 0. */
  ByteBuffer of(long number) {
    return table.slice((int) (number % PERIOD * 31 % PERIOD), bytes);
  }

  /** Whether each byte from the buffer's position to its limit is the frame's. */
  boolean is(ByteBuffer frame, long number) {
    return frame.remaining() == bytes && of(number).mismatch(frame) < 0;
  }
}
