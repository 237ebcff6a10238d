// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import static org.assertj.core.api.Assertions.assertThat;

/** Pictures whose values change slowly, so that a JPEG is close to them. */
final class Smooth {

  private Smooth() {}

  /** Values of a pixel of some channels: each runs its own way, alpha too. */
  static byte[] pixels(int width, int height, int channels) {
    byte[] pixels = new byte[width * height * channels];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          pixels[at++] = (byte) value(x, y, width, height, channel);
        }
      }
    }
    return pixels;
  }

  private static int value(int x, int y, int width, int height, int channel) {
    return switch (channel) {
      case 0 -> 30 + 100 * x / width;
      case 1 -> 60 + 80 * y / height;
      case 2 -> 210 - 50 * x / width;
      default -> 250 - 100 * y / height;
    };
  }

  /** Grey values by the weights of BT.601, exactly. */
  static byte[] grey(byte[] bgr, int channels) {
    byte[] grey = new byte[bgr.length / channels];
    for (int i = 0; i < grey.length; i++) {
      double sum =
          0.114 * (bgr[i * channels] & 0xFF)
              + 0.587 * (bgr[i * channels + 1] & 0xFF)
              + 0.299 * (bgr[i * channels + 2] & 0xFF);
      grey[i] = (byte) Math.round(sum);
    }
    return grey;
  }

  /** Red and blue exchanged. */
  static byte[] turned(byte[] bgr) {
    byte[] rgb = bgr.clone();
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = bgr[i + 2];
      rgb[i + 2] = bgr[i];
    }
    return rgb;
  }

  /** Without the fourth of four channels. */
  static byte[] opaque(byte[] bgra) {
    byte[] bgr = new byte[bgra.length / 4 * 3];
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = bgra[i / 3 * 4 + i % 3];
    }
    return bgr;
  }

  static void assertClose(byte[] found, byte[] expected, double mean, int most) {
    assertThat(found).hasSameSizeAs(expected);
    long sum = 0;
    int largest = 0;
    for (int i = 0; i < found.length; i++) {
      int difference = Math.abs((found[i] & 0xFF) - (expected[i] & 0xFF));
      sum += difference;
      largest = Math.max(largest, difference);
    }
    assertThat(sum / (double) found.length).as("mean error").isLessThanOrEqualTo(mean);
    assertThat(largest).as("largest error").isLessThanOrEqualTo(most);
  }
}
