// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/** Pictures of java.awt from 8-bit pixels, and back. */
final class Images {

  private Images() {}

  static BufferedImage of(int width, int height, int type, byte[] pixels) {
    BufferedImage image = new BufferedImage(width, height, type);
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(pixels, 0, data, 0, data.length);
    return image;
  }

  /**
   * Grey, BGR or BGRA.
   *
   * @param channels 1, 3 or 4
   */
  static byte[] pixels(BufferedImage image, int channels) {
    boolean plain =
        channels == 3 && image.getType() == BufferedImage.TYPE_3BYTE_BGR
            || channels == 1 && image.getType() == BufferedImage.TYPE_BYTE_GRAY;
    if (plain && image.getRaster().getDataBuffer() instanceof DataBufferByte data) {
      return data.getData();
    }
    boolean samples =
        image.getColorModel() instanceof ComponentColorModel
            && image.getRaster().getDataBuffer().getDataType() == DataBuffer.TYPE_BYTE;
    return samples ? fromSamples(image, channels) : fromColours(image, channels);
  }

  /** As they are in the file, not as a colour profile would have them: so does OpenCV. */
  private static byte[] fromSamples(BufferedImage image, int channels) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int width = image.getWidth();
    byte[] pixels = new byte[width * image.getHeight() * channels];
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int from = 0; from < row.length; from += bands) {
        for (int channel = 0; channel < channels; channel++) {
          pixels[to++] = (byte) sample(row, from, bands, channel);
        }
      }
    }
    return pixels;
  }

  /** Bands are grey and alpha, or red, green, blue and alpha, the last if there are so many. */
  private static int sample(int[] row, int from, int bands, int channel) {
    boolean grey = bands < 3;
    if (channel == 3) {
      return bands % 2 == 0 ? row[from + bands - 1] : 0xFF;
    }
    return grey ? row[from] : row[from + 2 - channel];
  }

  /** Of palettes. */
  private static byte[] fromColours(BufferedImage image, int channels) {
    int width = image.getWidth();
    byte[] pixels = new byte[width * image.getHeight() * channels];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        for (int channel = 0; channel < channels; channel++) {
          // From the lowest byte: blue, green, red, alpha. Of a grey one they are the same.
          pixels[to++] = (byte) (argb >> 8 * channel);
        }
      }
    }
    return pixels;
  }
}
