// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.bytedeco.javacv.Frame;
import org.bytedeco.opencv.opencv_core.Mat;

/** Names {@link MatConverters} to Camel. Needs OpenCV's and JavaCV's classes. */
final class MatConverterTable {

  /** A converter of one type, which may look at the message's headers. */
  @FunctionalInterface
  private interface Conversion<F> {
    Object convert(F value, Exchange exchange) throws Exception;
  }

  private MatConverterTable() {}

  static void register(TypeConverterRegistry to) {
    add(to, FrameView.class, Mat.class, (frame, exchange) -> MatConverters.toMat(frame));
    add(to, byte[].class, Mat.class, MatConverters::toMat);
    add(to, BufferedImage.class, Mat.class, (image, exchange) -> MatConverters.toMat(image));
    add(to, Mat.class, FrameView.class, (mat, exchange) -> MatConverters.toFrame(mat));
    add(to, Mat.class, byte[].class, (mat, exchange) -> MatConverters.toBytes(mat));
    add(to, Mat.class, ByteBuffer.class, (mat, exchange) -> MatConverters.toByteBuffer(mat));
    add(to, Mat.class, InputStream.class, (mat, exchange) -> MatConverters.toInputStream(mat));
    add(to, Mat.class, BufferedImage.class, (mat, exchange) -> MatConverters.toBufferedImage(mat));
    add(to, Mat.class, Frame.class, (mat, exchange) -> MatConverters.toJavaCvFrame(mat));
    add(to, FrameView.class, Frame.class, (frame, exchange) -> MatConverters.toJavaCvFrame(frame));
    add(to, byte[].class, Frame.class, MatConverters::toJavaCvFrame);
  }

  private static <F> void add(
      TypeConverterRegistry registry, Class<F> from, Class<?> type, Conversion<F> conversion) {
    registry.addTypeConverter(
        type,
        from,
        new SimpleTypeConverter(
            false, (to, exchange, value) -> conversion.convert(from.cast(value), exchange)));
  }
}
