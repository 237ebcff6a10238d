// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Pictures that say which one they are, also after JPEG: a bar of black and white fields at the top
 * is the number in binary; what lies below follows from it. BGR, 8 bits.
 */
final class TestPicture {

  static final int WIDTH = 640;
  static final int HEIGHT = 404;
  static final int BYTES = WIDTH * HEIGHT * 3;

  private static final int ROW = WIDTH * 3;
  private static final int FIELDS = 32;
  private static final int FIELD_WIDTH = WIDTH / FIELDS;
  private static final int FIELD_HEIGHT = 16;
  private static final int BAR = 2 * FIELD_HEIGHT;
  private static final int CAMERA_BITS = 48;

  /** What JPEG may change a value by, on average. */
  private static final int TOLERANCE = 12;

  private TestPicture() {}

  /** The picture of a camera's frame, with the camera in what its number is made of. */
  static void draw(byte[] pixels, int camera, long number) {
    long word = (long) camera << CAMERA_BITS | number;
    for (int line = 0; line < 2; line++) {
      int start = line * FIELD_HEIGHT * ROW;
      for (int field = 0; field < FIELDS; field++) {
        boolean set = (word >>> (line * FIELDS + field) & 1) != 0;
        int from = start + field * FIELD_WIDTH * 3;
        Arrays.fill(pixels, from, from + FIELD_WIDTH * 3, (byte) (set ? 255 : 0));
      }
      repeat(pixels, start, FIELD_HEIGHT);
    }
    for (int x = 0, i = BAR * ROW; x < WIDTH; x++) {
      for (int channel = 0; channel < 3; channel++) {
        pixels[i++] = (byte) wave(x + 4 * number + 170 * channel);
      }
    }
    repeat(pixels, BAR * ROW, HEIGHT - BAR);
  }

  private static void repeat(byte[] pixels, int first, int rows) {
    for (int row = 1; row < rows; row++) {
      System.arraycopy(pixels, first, pixels, first + row * ROW, ROW);
    }
  }

  /** Up and down, without an edge that JPEG would blur. */
  private static int wave(long at) {
    int phase = (int) (at & 511);
    return phase < 256 ? phase : 511 - phase;
  }

  /** The number that a picture shows. */
  static long number(ByteBuffer pixels) {
    return word(pixels) & (1L << CAMERA_BITS) - 1;
  }

  /** The camera that a picture is of. */
  static int camera(ByteBuffer pixels) {
    return (int) (word(pixels) >>> CAMERA_BITS);
  }

  private static long word(ByteBuffer pixels) {
    long word = 0;
    for (int bit = 0; bit < 2 * FIELDS; bit++) {
      int y = bit / FIELDS * FIELD_HEIGHT + FIELD_HEIGHT / 2;
      int x = bit % FIELDS * FIELD_WIDTH + FIELD_WIDTH / 2;
      if ((pixels.get(pixels.position() + y * ROW + x * 3 + 1) & 0xff) > 127) {
        word |= 1L << bit;
      }
    }
    return word;
  }

  /** Whether a picture is the one of its number byte for byte. */
  static boolean same(ByteBuffer pixels, byte[] expected) {
    return pixels.equals(ByteBuffer.wrap(expected));
  }

  /** Whether a picture looks like the one of its number. */
  static boolean alike(ByteBuffer pixels, byte[] expected) {
    if (pixels.remaining() != expected.length) {
      return false;
    }
    long difference = 0;
    int looked = 0;
    // A prime, so that all columns and channels get their turn.
    for (int i = BAR * ROW; i < expected.length; i += 97) {
      difference += Math.abs((pixels.get(pixels.position() + i) & 0xff) - (expected[i] & 0xff));
      looked++;
    }
    return difference <= (long) TOLERANCE * looked;
  }
}
