// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.shmframe.layout.FrameGeometry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/**
 * Pixels as a camera gives them, three bytes each: blue, green, red.
 *
 * @param geometry its size
 * @param pixels rows without gaps
 */
record Picture(FrameGeometry geometry, byte[] pixels) {

  /** Where a man in a dark coat walks in {@link #ofPeople}, as one sees. */
  static final int MAN_X = 543;

  static final int MAN_Y = 290;

  /** Picture 260 of live-view's clip, in which seven people walk. */
  static Picture ofPeople() throws IOException {
    try (InputStream file = Picture.class.getResourceAsStream("/walkway-260.jpg")) {
      return of(ImageIO.read(file));
    }
  }

  /** The night without lamps. */
  static Picture ofNobody() {
    return new Picture(FrameGeometry.of8Bit(320, 240, 3), new byte[320 * 240 * 3]);
  }

  static Picture of(BufferedImage image) {
    byte[] pixels = new byte[image.getWidth() * image.getHeight() * 3];
    ByteBuffer bytes = ByteBuffer.wrap(pixels);
    for (int rgb :
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
      bytes.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
    }
    return new Picture(FrameGeometry.of8Bit(image.getWidth(), image.getHeight(), 3), pixels);
  }

  /** Blue, green and red as one number, blue highest. */
  int at(int x, int y) {
    int i = (y * geometry.width() + x) * 3;
    return (pixels[i] & 0xFF) << 16 | (pixels[i + 1] & 0xFF) << 8 | pixels[i + 2] & 0xFF;
  }
}
