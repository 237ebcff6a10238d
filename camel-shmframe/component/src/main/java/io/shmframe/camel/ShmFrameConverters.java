// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;

/**
 * What frames can be turned into, and what into frames. A frame on loan is copied whole or not at
 * all: a conversion fails where the writer was quicker.
 */
@Converter(generateBulkLoader = true)
public final class ShmFrameConverters {

  private ShmFrameConverters() {}

  @Converter
  public static byte[] toBytes(FrameView frame) throws TornFrameException {
    return CamelFrame.bytes(frame);
  }

  @Converter
  public static ByteBuffer toByteBuffer(FrameView frame) throws TornFrameException {
    return ByteBuffer.wrap(CamelFrame.bytes(frame));
  }

  @Converter
  public static InputStream toInputStream(FrameView frame) throws TornFrameException {
    return new ByteArrayInputStream(CamelFrame.bytes(frame));
  }

  /** Grey, BGR and BGRA frames; null for others. */
  @Converter
  public static BufferedImage toBufferedImage(FrameView frame) throws TornFrameException {
    return BufferedImages.image(frame);
  }

  /** Pixels whose size the message's headers say; null where they do not, or say another length. */
  @Converter
  public static BufferedImage toBufferedImage(byte[] pixels, Exchange exchange)
      throws TornFrameException {
    FrameView frame = toFrame(pixels, exchange);
    return frame == null ? null : BufferedImages.image(frame);
  }

  @Converter
  public static FrameView toFrame(BufferedImage image) {
    return BufferedImages.frame(image);
  }

  /**
   * Pixels whose size the message's headers say, shared; null where they do not, or say another
   * length.
   */
  @Converter
  public static FrameView toFrame(byte[] pixels, Exchange exchange) {
    if (exchange == null) {
      return null;
    }
    Optional<FrameGeometry> geometry = FrameGeometries.of(exchange.getMessage());
    return geometry.isPresent() && geometry.get().bytes() == pixels.length
        ? FrameView.of(geometry.get(), ByteBuffer.wrap(pixels))
        : null;
  }
}
