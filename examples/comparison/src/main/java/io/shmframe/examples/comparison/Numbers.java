// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A frame's number as a picture shows it, so that a picture that was encoded and decoded still
 * tells it: 32 black and white blocks along the top edge and the same along the bottom edge. The
 * number has 24 bits; the other eight check it. A picture whose edges disagree is made of two
 * frames.
 */
final class Numbers {

  /** The side of a block in pixels. */
  static final int BLOCK = 16;

  /** The pixels that a number takes along a row. */
  static final int WIDTH = 32 * BLOCK;

  private static final int LARGEST = 0xFFFFFF;

  /** What lies between is neither black nor white. */
  private static final int BLACK = 80;

  private static final int WHITE = 175;

  private Numbers() {}

  /** Draws a number into a picture, over what was there. */
  static void draw(byte[] pixels, Size size, int number) {
    if (number < 0 || number > LARGEST) {
      throw new IllegalArgumentException("Frame number " + number + ": expected 0 to " + LARGEST);
    }
    int word = number << 8 | check(number);
    byte[] row = new byte[WIDTH * 3];
    for (int bit = 0; bit < 32; bit++) {
      int from = bit * BLOCK * 3;
      Arrays.fill(row, from, from + BLOCK * 3, (word >>> (31 - bit) & 1) == 0 ? 0 : (byte) -1);
    }
    for (int y = 0; y < BLOCK; y++) {
      System.arraycopy(row, 0, pixels, y * size.rowBytes(), row.length);
      System.arraycopy(row, 0, pixels, (size.height() - 1 - y) * size.rowBytes(), row.length);
    }
  }

  /** The number that a picture shows; empty if it shows none, or two. */
  static OptionalInt read(ByteBuffer pixels, int stride, Size size) {
    long top = word(pixels, stride, BLOCK / 2);
    long bottom = word(pixels, stride, size.height() - BLOCK / 2);
    int number = (int) top >>> 8;
    return top < 0 || top != bottom || check(number) != (top & 0xFF)
        ? OptionalInt.empty()
        : OptionalInt.of(number);
  }

  /** The 32 bits of a row of blocks; negative if one of them is neither black nor white. */
  private static long word(ByteBuffer pixels, int stride, int y) {
    long word = 0;
    for (int bit = 0; bit < 32; bit++) {
      int at = pixels.position() + y * stride + (bit * BLOCK + BLOCK / 2) * 3;
      int value =
          ((pixels.get(at) & 0xFF) + (pixels.get(at + 1) & 0xFF) + (pixels.get(at + 2) & 0xFF)) / 3;
      if (value > BLACK && value < WHITE) {
        return -1;
      }
      word = word << 1 | (value >= WHITE ? 1 : 0);
    }
    return word;
  }

  /** Never zero of zero, so that a black picture is none. */
  private static int check(int number) {
    return (number + 1) * 0x9E3779B1 >>> 24;
  }
}
