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

  /** Grey, BGR, RGB and BGRA frames; null for others. */
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

  /** Values that are float32; null for others. */
  @Converter
  public static float[] toFloats(FrameView frame) throws TornFrameException {
    return TypedArrays.array(frame.geometry().element(), bytes(frame)) instanceof float[] array
        ? array
        : null;
  }

  /** Values that the message's headers say are float32; null where they say nothing. */
  @Converter
  public static float[] toFloats(byte[] values, Exchange exchange) throws TornFrameException {
    FrameView frame = toFrame(values, exchange);
    return frame == null ? null : required(toFloats(frame), frame, "float[]");
  }

  /** Values that are float64; null for others. */
  @Converter
  public static double[] toDoubles(FrameView frame) throws TornFrameException {
    return TypedArrays.array(frame.geometry().element(), bytes(frame)) instanceof double[] array
        ? array
        : null;
  }

  /** Values that the message's headers say are float64; null where they say nothing. */
  @Converter
  public static double[] toDoubles(byte[] values, Exchange exchange) throws TornFrameException {
    FrameView frame = toFrame(values, exchange);
    return frame == null ? null : required(toDoubles(frame), frame, "double[]");
  }

  /** Values that are 32-bit integers; null for others. */
  @Converter
  public static int[] toInts(FrameView frame) throws TornFrameException {
    return TypedArrays.array(frame.geometry().element(), bytes(frame)) instanceof int[] array
        ? array
        : null;
  }

  /** Values that the message's headers say are 32-bit integers; null where they say nothing. */
  @Converter
  public static int[] toInts(byte[] values, Exchange exchange) throws TornFrameException {
    FrameView frame = toFrame(values, exchange);
    return frame == null ? null : required(toInts(frame), frame, "int[]");
  }

  /** Values that are 64-bit integers; null for others. */
  @Converter
  public static long[] toLongs(FrameView frame) throws TornFrameException {
    return TypedArrays.array(frame.geometry().element(), bytes(frame)) instanceof long[] array
        ? array
        : null;
  }

  /** Values that the message's headers say are 64-bit integers; null where they say nothing. */
  @Converter
  public static long[] toLongs(byte[] values, Exchange exchange) throws TornFrameException {
    FrameView frame = toFrame(values, exchange);
    return frame == null ? null : required(toLongs(frame), frame, "long[]");
  }

  /** Values that are 16-bit integers or float16; null for others. */
  @Converter
  public static short[] toShorts(FrameView frame) throws TornFrameException {
    return TypedArrays.array(frame.geometry().element(), bytes(frame)) instanceof short[] array
        ? array
        : null;
  }

  /**
   * Values that the message's headers say are 16-bit integers or float16; null where they say
   * nothing.
   */
  @Converter
  public static short[] toShorts(byte[] values, Exchange exchange) throws TornFrameException {
    FrameView frame = toFrame(values, exchange);
    return frame == null ? null : required(toShorts(frame), frame, "short[]");
  }

  /** Null would not be the end of it: Camel would take each byte for a number then. */
  private static <T> T required(T array, FrameView frame, String type) {
    if (array == null) {
      throw new IllegalArgumentException(
          "The values of a frame of " + frame.geometry() + " are none for a " + type);
    }
    return array;
  }

  private static ByteBuffer bytes(FrameView frame) throws TornFrameException {
    return ByteBuffer.wrap(CamelFrame.bytes(frame));
  }
}
