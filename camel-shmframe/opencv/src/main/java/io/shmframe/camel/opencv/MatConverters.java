// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.camel.ShmFrameConverters;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.camel.Exchange;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Matrices and JavaCV frames from what the component delivers, and back. A matrix that a converter
 * makes has memory of its own, which is freed when nothing refers to it any more; close it where
 * memory is short. A {@link TornFrameException} says that a frame on loan was overwritten before it
 * could be copied whole. Any thread may call it.
 */
public final class MatConverters {

  private MatConverters() {}

  /** A copy of the frame, which is whole. */
  public static Mat toMat(FrameView frame) throws TornFrameException {
    return Mats.mat(frame);
  }

  /** Pixels whose size the message's headers say; null where they do not, or say another length. */
  public static Mat toMat(byte[] pixels, Exchange exchange) throws TornFrameException {
    FrameView frame = ShmFrameConverters.toFrame(pixels, exchange);
    return frame == null ? null : Mats.mat(frame);
  }

  /** A grey picture as one channel, any other as three. */
  public static Mat toMat(BufferedImage image) throws TornFrameException {
    return Mats.mat(ShmFrameConverters.toFrame(image));
  }

  /** A view of the matrix's own memory: it must stay open for as long. */
  public static FrameView toFrame(Mat mat) {
    return Mats.view(mat);
  }

  /** The values, rows without gaps, as a copy. */
  public static byte[] toBytes(Mat mat) {
    return Mats.bytes(mat);
  }

  /** As {@link #toBytes}. */
  public static ByteBuffer toByteBuffer(Mat mat) {
    return ByteBuffer.wrap(Mats.bytes(mat));
  }

  /** As {@link #toBytes}. */
  public static InputStream toInputStream(Mat mat) {
    return new ByteArrayInputStream(Mats.bytes(mat));
  }

  /** Grey, BGR and BGRA matrices; null for others. */
  public static BufferedImage toBufferedImage(Mat mat) throws TornFrameException {
    return ShmFrameConverters.toBufferedImage(Mats.view(mat));
  }

  /** Shares the matrix's memory and keeps it reachable. */
  public static Frame toJavaCvFrame(Mat mat) {
    try (OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      return converter.convert(mat);
    }
  }

  /** Shares the memory of a copy, which is whole. */
  public static Frame toJavaCvFrame(FrameView frame) throws TornFrameException {
    return toJavaCvFrame(Mats.mat(frame));
  }

  /** Pixels whose size the message's headers say; null where they do not, or say another length. */
  public static Frame toJavaCvFrame(byte[] pixels, Exchange exchange) throws TornFrameException {
    Mat mat = toMat(pixels, exchange);
    return mat == null ? null : toJavaCvFrame(mat);
  }
}
