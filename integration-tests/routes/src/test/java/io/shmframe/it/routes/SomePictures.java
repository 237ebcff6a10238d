// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Pictures that a JPEG is close to, and files of them that another library has written. */
final class SomePictures {

  static final int WIDTH = 64;
  static final int HEIGHT = 48;

  private SomePictures() {}

  /** Blue rises to the right, green downwards, red falls to the right. */
  static byte[] bgr() {
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      pixels[3 * i] = (byte) (40 + 2 * x);
      pixels[3 * i + 1] = (byte) (50 + 2 * y);
      pixels[3 * i + 2] = (byte) (200 - x);
    }
    return pixels;
  }

  /** Rises to the right. */
  static byte[] grey() {
    byte[] pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (20 + 3 * (i % WIDTH));
    }
    return pixels;
  }

  static BufferedImage image() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = bgr();
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int rgb = (bgr[3 * i + 2] & 0xFF) << 16 | (bgr[3 * i + 1] & 0xFF) << 8 | bgr[3 * i] & 0xFF;
      image.setRGB(i % WIDTH, i / WIDTH, rgb);
    }
    return image;
  }

  /** A file by ImageIO. */
  static byte[] file(String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image(), format, bytes)).isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** Within JPEG's error on a smooth picture. */
  static void assertClose(byte[] found, byte[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    long sum = 0;
    for (int i = 0; i < found.length; i++) {
      int difference = Math.abs((found[i] & 0xFF) - (expected[i] & 0xFF));
      assertThat(difference).as("error at byte " + i).isLessThanOrEqualTo(16);
      sum += difference;
    }
    assertThat(sum / (double) found.length).as("mean error").isLessThan(3);
  }
}
