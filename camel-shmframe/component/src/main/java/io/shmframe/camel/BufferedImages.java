// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;

/** Pictures of java.awt from frames, and back. */
final class BufferedImages {

  private BufferedImages() {}

  /** Grey, BGR, RGB and BGRA frames as pictures of their own; null for others. */
  static BufferedImage image(FrameView frame) throws TornFrameException {
    FrameGeometry geometry = frame.geometry();
    if (!geometry.isPicture() || geometry.format().isEmpty()) {
      return null;
    }
    PixelFormat format = geometry.format().get();
    if (format.planar() || format == PixelFormat.YUYV) {
      return null;
    }
    byte[] pixels = new byte[Math.toIntExact(geometry.bytes())];
    frame.copyTo(ByteBuffer.wrap(pixels));
    return switch (format) {
      case GRAY8 -> filled(geometry, BufferedImage.TYPE_BYTE_GRAY, pixels);
      case BGR24 -> filled(geometry, BufferedImage.TYPE_3BYTE_BGR, pixels);
      case RGB24 -> filled(geometry, BufferedImage.TYPE_3BYTE_BGR, turned(pixels));
      default -> filled(geometry, BufferedImage.TYPE_4BYTE_ABGR, abgr(pixels));
    };
  }

  private static byte[] turned(byte[] rgb) {
    byte[] bgr = rgb.clone();
    for (int i = 0; i < bgr.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 2] = rgb[i];
    }
    return bgr;
  }

  /** A grey picture as one channel, any other as three. */
  static FrameView frame(BufferedImage image) {
    boolean grey = image.getType() == BufferedImage.TYPE_BYTE_GRAY;
    FrameGeometry geometry =
        FrameGeometry.of8Bit(image.getWidth(), image.getHeight(), grey ? 1 : 3);
    BufferedImage plain = isPlain(image, geometry) ? image : drawn(image, grey);
    return FrameView.of(geometry, ByteBuffer.wrap(data(plain)));
  }

  /**
   * Whether its array is the picture and nothing else, which is not so for a part of a larger one.
   */
  private static boolean isPlain(BufferedImage image, FrameGeometry geometry) {
    boolean bytes =
        image.getType() == BufferedImage.TYPE_BYTE_GRAY
            || image.getType() == BufferedImage.TYPE_3BYTE_BGR;
    return bytes && image.getRaster().getParent() == null && data(image).length == geometry.bytes();
  }

  private static BufferedImage drawn(BufferedImage image, boolean grey) {
    BufferedImage plain =
        new BufferedImage(
            image.getWidth(),
            image.getHeight(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    if (grey) {
      // Drawing would convert the grey values by way of a colour space, and change them.
      image.copyData(plain.getRaster());
      return plain;
    }
    Graphics2D pen = plain.createGraphics();
    pen.drawImage(image, 0, 0, null);
    pen.dispose();
    return plain;
  }

  private static BufferedImage filled(FrameGeometry geometry, int type, byte[] pixels) {
    BufferedImage image = new BufferedImage(geometry.width(), geometry.height(), type);
    System.arraycopy(pixels, 0, data(image), 0, pixels.length);
    return image;
  }

  private static byte[] abgr(byte[] bgra) {
    byte[] turned = new byte[bgra.length];
    for (int i = 0; i < bgra.length; i += 4) {
      turned[i] = bgra[i + 3];
      System.arraycopy(bgra, i, turned, i + 1, 3);
    }
    return turned;
  }

  private static byte[] data(BufferedImage image) {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }
}
