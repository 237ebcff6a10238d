// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import java.util.Optional;

/**
 * Pictures that survive JPEG: the number of a picture can be read back from it, and all of it
 * follows from the number, as the peers' picture.py and picture.hpp draw it; the formula is in
 * examples/peers/README.md. BGR, 8 bits.
 */
final class NumberedPictures {

  private static final int BLOCK = 16;
  private static final int BITS = 32;

  /** Rows in which JPEG mixes the colours of the blocks with those below. */
  private static final int MARGIN = 2;

  /** What JPEG of quality 90 may change in a value, and in all of them on average. */
  private static final int LARGEST = 16;

  private static final double MEAN = 2;

  private final int width;
  private final int height;
  private final int columns;
  private final int top;

  NumberedPictures(int width, int height) {
    this.width = width;
    this.height = height;
    this.columns = width / BLOCK;
    this.top = BLOCK * ((BITS + columns - 1) / columns);
  }

  byte[] picture(int number) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[i++] = (byte) value(number, x, y, 0);
        pixels[i++] = (byte) value(number, x, y, 1);
        pixels[i++] = (byte) value(number, x, y, 2);
      }
    }
    return pixels;
  }

  private int value(int number, int x, int y, int channel) {
    if (y < top) {
      int bit = y / BLOCK * columns + x / BLOCK;
      return x < columns * BLOCK && bit < BITS && (number >>> bit & 1) == 1 ? 255 : 0;
    }
    return switch (channel) {
      case 0 -> wave(7 * number + x);
      case 1 -> wave(11 * number + y);
      default -> wave(13 * number + x + y);
    };
  }

  private static int wave(int place) {
    int v = place & 511;
    return Math.min(v, 511 - v);
  }

  int number(byte[] pixels) {
    int number = 0;
    for (int bit = 0; bit < BITS; bit++) {
      int x = bit % columns * BLOCK + BLOCK / 2;
      int y = bit / columns * BLOCK + BLOCK / 2;
      if ((pixels[(y * width + x) * 3] & 0xFF) > 127) {
        number |= 1 << bit;
      }
    }
    return number;
  }

  /** Why this is not the picture of its number; empty if it is. */
  Optional<String> trouble(byte[] pixels) {
    if (pixels.length != width * height * 3) {
      return Optional.of("It has " + pixels.length + " bytes");
    }
    int number = number(pixels);
    int largest = 0;
    long sum = 0;
    int from = (top + MARGIN) * width * 3;
    for (int y = top + MARGIN, i = from; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++, i++) {
          int off = Math.abs((pixels[i] & 0xFF) - value(number, x, y, channel));
          largest = Math.max(largest, off);
          sum += off;
        }
      }
    }
    double mean = (double) sum / (pixels.length - from);
    return largest <= LARGEST && mean <= MEAN
        ? Optional.empty()
        : Optional.of("Picture " + number + " is off by up to " + largest + ", on average " + mean);
  }
}
