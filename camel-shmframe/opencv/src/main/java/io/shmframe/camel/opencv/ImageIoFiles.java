// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files by ImageIO, with the options that it hides in its metadata. */
final class ImageIoFiles {

  private static final String JPEG_FORMAT = "javax_imageio_jpeg_image_1.0";

  /** As {@link Encoding#strength()} counts them. */
  private static final float STRONGEST_PNG = 9;

  private ImageIoFiles() {}

  static byte[] write(BufferedImage image, Encoding encoding) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(encoding.kind().text());
    if (!writers.hasNext()) {
      throw new PictureException("ImageIO of this JVM has no writer of a " + encoding.kind());
    }
    ImageWriter writer = writers.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality(encoding));
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), parameters);
      if (encoding.kind() == PictureKind.JPEG && image.getRaster().getNumBands() == 3) {
        subsample(metadata, encoding.subsampling());
      }
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, metadata), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Of a JPEG that of libjpeg in hundredths; of a PNG 1 is the least compression. */
  private static float quality(Encoding encoding) {
    return encoding.kind() == PictureKind.JPEG
        ? encoding.strength() / 100F
        : 1 - encoding.strength() / STRONGEST_PNG;
  }

  private static void subsample(IIOMetadata metadata, Subsampling subsampling) throws IOException {
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(JPEG_FORMAT);
    // The first component is the brightness; the two of colour have 1 and 1.
    IIOMetadataNode brightness =
        (IIOMetadataNode) root.getElementsByTagName("componentSpec").item(0);
    brightness.setAttribute("HsamplingFactor", Integer.toString(subsampling.horizontal()));
    brightness.setAttribute("VsamplingFactor", Integer.toString(subsampling.vertical()));
    metadata.setFromTree(JPEG_FORMAT, root);
  }
}
