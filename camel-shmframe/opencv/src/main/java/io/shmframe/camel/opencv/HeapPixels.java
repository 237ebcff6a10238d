// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.layout.PixelFormat;

/** 8-bit pixels in arrays, from one order of colours to another. */
final class HeapPixels {

  private HeapPixels() {}

  /** Grey values by the weights of BT.601, as OpenCV and JPEG have them. */
  static byte[] grey(byte[] pixels, PixelFormat format) {
    if (format == PixelFormat.GRAY8) {
      return pixels;
    }
    int step = format.channels();
    int blue = format == PixelFormat.RGB24 ? 2 : 0;
    byte[] grey = new byte[pixels.length / step];
    for (int i = 0, from = 0; i < grey.length; i++, from += step) {
      int b = pixels[from + blue] & 0xFF;
      int g = pixels[from + 1] & 0xFF;
      int r = pixels[from + 2 - blue] & 0xFF;
      // In 16 bits behind the point, rounded.
      grey[i] = (byte) (b * 7_471 + g * 38_470 + r * 19_595 + 32_768 >> 16);
    }
    return grey;
  }

  /** Blue, green, red from three or four channels; alpha is dropped. */
  static byte[] bgr(byte[] pixels, PixelFormat format) {
    if (format == PixelFormat.BGR24) {
      return pixels;
    }
    int step = format.channels();
    int blue = format == PixelFormat.RGB24 ? 2 : 0;
    byte[] bgr = new byte[pixels.length / step * 3];
    for (int to = 0, from = 0; to < bgr.length; to += 3, from += step) {
      bgr[to] = pixels[from + blue];
      bgr[to + 1] = pixels[from + 1];
      bgr[to + 2] = pixels[from + 2 - blue];
    }
    return bgr;
  }

  /** Alpha first, as ImageIO has it, and back: the four bytes are in the opposite order. */
  static byte[] abgr(byte[] bgra) {
    byte[] abgr = new byte[bgra.length];
    for (int i = 0; i < bgra.length; i += 4) {
      abgr[i] = bgra[i + 3];
      System.arraycopy(bgra, i, abgr, i + 1, 3);
    }
    return abgr;
  }
}
