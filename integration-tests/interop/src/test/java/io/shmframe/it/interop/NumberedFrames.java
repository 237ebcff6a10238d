// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Payloads that are derived from the frame's number, byte for byte, as the C++ and Python peers
 * derive them: a window on one long pseudo-random sequence whose place depends on the number, with
 * the number itself in the first eight bytes. One wrong byte shows.
 */
final class NumberedFrames {

  private static final int PLACES = 65_521;

  private final int bytes;
  private final byte[] sequence;

  NumberedFrames(int width, int height, int channels) {
    bytes = width * height * channels;
    ByteBuffer words =
        ByteBuffer.allocate((bytes + Long.BYTES * PLACES + 7) / 8 * 8)
            .order(ByteOrder.LITTLE_ENDIAN);
    long state = 0x53484D4652414D45L;
    while (words.hasRemaining()) {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      words.putLong(z ^ (z >>> 31));
    }
    sequence = words.array();
  }

  byte[] frame(long number) {
    int from = from(number);
    byte[] frame = Arrays.copyOfRange(sequence, from, from + bytes);
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putLong(0, number);
    return frame;
  }

  static long number(byte[] frame) {
    return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  /** Whether every byte is the one that belongs to the frame's number. */
  boolean whole(byte[] frame) {
    int from = from(number(frame));
    return frame.length == bytes
        && Arrays.equals(frame, Long.BYTES, bytes, sequence, from + Long.BYTES, from + bytes);
  }

  private static int from(long number) {
    return (int) Long.remainderUnsigned(number, PLACES) * Long.BYTES;
  }
}
