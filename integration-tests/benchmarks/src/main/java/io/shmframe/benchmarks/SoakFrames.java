// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * Frames that say by each of their bytes which one they are: a stretch of one long row of random
 * bytes, from a place that follows from the frame's number. Two frames differ in nearly each byte,
 * and comparing costs less than a checksum would and misses nothing. In front of that are the
 * frame's number and the moment at which it was due, by the monotonic clock.
 */
final class SoakFrames {

  /** Bytes of the number and the moment. */
  private static final int HEAD = 16;

  /** How many places there are: a prime, so that the ring's slots do not fall into step with it. */
  private static final int PLACES = 65_521;

  private static final int STEP = 7_919;

  private final ByteBuffer row;
  private final int bytes;

  /**
   * Of one size.
   *
   * @param bytes of each frame
   */
  SoakFrames(int bytes) {
    this.bytes = bytes;
    byte[] random = new byte[bytes + PLACES];
    new Random(8).nextBytes(random);
    row = ByteBuffer.wrap(random);
  }

  /** Makes a frame. */
  void write(long number, long due, ByteBuffer pixels) {
    pixels.order(ByteOrder.LITTLE_ENDIAN);
    pixels.put(HEAD, row, place(number), bytes - HEAD);
    pixels.putLong(0, number);
    pixels.putLong(Long.BYTES, due);
  }

  /** Which frame it says that it is. */
  static long number(ByteBuffer pixels) {
    return pixels.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  /** When it was due, in nanoseconds of the monotonic clock. */
  static long due(ByteBuffer pixels) {
    return pixels.order(ByteOrder.LITTLE_ENDIAN).getLong(Long.BYTES);
  }

  /** Whether each byte is that of the frame of this number. */
  boolean right(long number, ByteBuffer pixels) {
    return pixels.limit() == bytes
        && number(pixels) == number
        && row.slice(place(number), bytes - HEAD).mismatch(pixels.slice(HEAD, bytes - HEAD)) < 0;
  }

  private static int place(long number) {
    return (int) Math.floorMod(number * STEP, (long) PLACES);
  }
}
