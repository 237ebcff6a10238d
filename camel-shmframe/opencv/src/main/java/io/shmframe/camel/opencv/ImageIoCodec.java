// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Pictures by what the JDK brings, for where OpenCV is not there. Slower, and of 8 bits in GRAY8,
 * BGR24, RGB24 and BGRA only.
 */
final class ImageIoCodec implements PictureCodec {

  @Override
  public byte[] encode(FrameView frame, Encoding encoding) throws TornFrameException {
    FrameGeometry geometry = frame.geometry();
    PixelFormat format =
        geometry
            .format()
            .filter(any -> PixelFormat.usual(any.channels()).isPresent() && !any.planar())
            .orElseThrow(
                () ->
                    new PictureException(
                        "A frame of "
                            + geometry
                            + " cannot be a "
                            + encoding.kind()
                            + " without OpenCV, which is not there: expected GRAY8, BGR24, RGB24 or BGRA"));
    byte[] pixels = new byte[Math.toIntExact(geometry.bytes())];
    frame.copyTo(ByteBuffer.wrap(pixels));
    try {
      return ImageIoFiles.write(image(geometry, format, pixels, encoding), encoding);
    } catch (IOException e) {
      throw new PictureException(
          "ImageIO cannot encode a frame of " + geometry + " as " + encoding.kind(), e);
    }
  }

  private static BufferedImage image(
      FrameGeometry geometry, PixelFormat format, byte[] pixels, Encoding encoding) {
    boolean grey = encoding.grey() || format == PixelFormat.GRAY8;
    boolean alpha = format == PixelFormat.BGRA && encoding.kind() == PictureKind.PNG;
    int width = geometry.width();
    int height = geometry.height();
    if (grey) {
      byte[] values = HeapPixels.grey(pixels, format);
      return Images.of(width, height, BufferedImage.TYPE_BYTE_GRAY, values);
    }
    return alpha
        ? Images.of(width, height, BufferedImage.TYPE_4BYTE_ABGR, HeapPixels.abgr(pixels))
        : Images.of(width, height, BufferedImage.TYPE_3BYTE_BGR, HeapPixels.bgr(pixels, format));
  }

  @Override
  public void decode(PictureFile file, boolean grey, ByteBuffer target) {
    if (file.element() != ElementType.UINT8) {
      throw new PictureException(
          "A " + file + " cannot be decoded without OpenCV, which is not there: expected 8 bits");
    }
    BufferedImage image = read(file);
    if (image.getWidth() != file.width() || image.getHeight() != file.height()) {
      throw new PictureException(
          "ImageIO decodes a "
              + file
              + " to a picture of "
              + image.getWidth()
              + " x "
              + image.getHeight());
    }
    // It takes four components, which are those of a printer, for colours and alpha.
    int bands = image.getRaster().getNumBands();
    if (file.kind() == PictureKind.JPEG && bands != file.channels()) {
      throw new PictureException(
          "A "
              + file
              + " has "
              + bands
              + " components, and cannot be decoded without OpenCV, which is not there: expected 1 or 3");
    }
    byte[] pixels = Images.pixels(image, file.channels());
    target.put(
        grey && file.channels() > 1
            ? HeapPixels.grey(pixels, PixelFormat.usual(file.channels()).orElseThrow())
            : pixels);
  }

  private static BufferedImage read(PictureFile file) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(file.kind().text());
    if (!readers.hasNext()) {
      throw new PictureException("ImageIO of this JVM has no reader of a " + file.kind());
    }
    ImageReader reader = readers.next();
    // Not by way of a file in the temporary directory, which is what ImageIO does unasked.
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.bytes()))) {
      reader.setInput(input, true, true);
      return reader.read(0);
    } catch (IOException | RuntimeException e) {
      // ImageIO answers a corrupt file with exceptions of many kinds.
      throw new PictureException("ImageIO cannot decode a " + file + ": " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
