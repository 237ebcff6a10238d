// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Pictures of one grey each, which survives JPEG. */
final class Pictures {

  private Pictures() {}

  static FrameView plain(int width, int height, int grey) {
    byte[] pixels = new byte[width * height * 3];
    Arrays.fill(pixels, (byte) grey);
    return FrameView.of(FrameGeometry.of8Bit(width, height, 3), ByteBuffer.wrap(pixels));
  }

  static byte[] file(String format, int width, int height, int grey) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  static BufferedImage read(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  static int grey(BufferedImage image) {
    // As it is in the file: as a colour, Java would take a grey JPEG for linear light.
    return image.getRaster().getSample(image.getWidth() / 2, image.getHeight() / 2, 0);
  }
}
