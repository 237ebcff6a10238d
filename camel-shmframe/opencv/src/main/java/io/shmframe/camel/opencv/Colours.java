// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Brings matrices into the colours that OpenCV encodes: grey, BGR, BGRA. */
final class Colours {

  private Colours() {}

  /**
   * A matrix of its own, which may share the pixels of the one that is given.
   *
   * @param alpha whether the picture may have it
   */
  static Mat converted(Mat mat, FrameGeometry geometry, boolean grey, boolean alpha) {
    // Values of 16 bits have no format, but the usual order.
    PixelFormat format =
        geometry.format().or(() -> PixelFormat.usual(geometry.channels())).orElseThrow();
    if (!grey) {
      return coloured(mat, format, alpha);
    }
    return switch (format) {
      case GRAY8 -> new Mat(mat);
      case BGR24 -> turned(mat, opencv_imgproc.COLOR_BGR2GRAY);
      case RGB24 -> turned(mat, opencv_imgproc.COLOR_RGB2GRAY);
      case BGRA -> turned(mat, opencv_imgproc.COLOR_BGRA2GRAY);
      default -> {
        // Their Y reaches from 16 to 235 only, so that it is no grey by itself.
        try (Mat bgr = coloured(mat, format, false)) {
          yield turned(bgr, opencv_imgproc.COLOR_BGR2GRAY);
        }
      }
    };
  }

  private static Mat coloured(Mat mat, PixelFormat format, boolean alpha) {
    return switch (format) {
      case GRAY8, BGR24 -> new Mat(mat);
      case BGRA -> alpha ? new Mat(mat) : turned(mat, opencv_imgproc.COLOR_BGRA2BGR);
      case RGB24 -> turned(mat, opencv_imgproc.COLOR_RGB2BGR);
      case YUYV -> turned(mat, opencv_imgproc.COLOR_YUV2BGR_YUYV);
      case NV12 -> turned(mat, opencv_imgproc.COLOR_YUV2BGR_NV12);
      case I420 -> turned(mat, opencv_imgproc.COLOR_YUV2BGR_I420);
    };
  }

  private static Mat turned(Mat from, int code) {
    Mat to = new Mat();
    try {
      opencv_imgproc.cvtColor(from, to, code);
      return to;
    } catch (RuntimeException e) {
      to.close();
      throw e;
    }
  }
}
