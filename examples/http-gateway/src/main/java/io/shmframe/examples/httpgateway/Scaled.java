// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.camel.opencv.MatConverters;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A picture at the width that was asked for, if that is less than its own.
 *
 * @param frame for as long as this is open
 * @param memory what has to be freed
 */
record Scaled(FrameView frame, Optional<Mat> memory) implements AutoCloseable {

  static Scaled of(FrameView frame, int width) throws TornFrameException {
    FrameGeometry own = frame.geometry();
    if (width == Rendition.OWN || own.format().isEmpty() || width >= own.width()) {
      return new Scaled(frame, Optional.empty());
    }
    int height = (int) Math.max(1, Math.round((double) own.height() * width / own.width()));
    Mat small = new Mat();
    try (Mat whole = colours(frame);
        Size size = new Size(width, height)) {
      opencv_imgproc.resize(whole, small, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
    ByteBuffer pixels = small.data().capacity(small.total() * small.elemSize()).asByteBuffer();
    FrameGeometry geometry = FrameGeometry.picture(width, height, scaled(own.format().get()));
    return new Scaled(FrameView.of(geometry, pixels), Optional.of(small));
  }

  /** Pixels that have all their values in one place, so that neighbours can be mixed. */
  private static Mat colours(FrameView frame) throws TornFrameException {
    Mat mat = MatConverters.toMat(frame);
    int code = code(frame.geometry().format().orElseThrow());
    if (code < 0) {
      return mat;
    }
    Mat colours = new Mat();
    try (mat) {
      opencv_imgproc.cvtColor(mat, colours, code);
    }
    return colours;
  }

  private static int code(PixelFormat format) {
    return switch (format) {
      case YUYV -> opencv_imgproc.COLOR_YUV2BGR_YUYV;
      case NV12 -> opencv_imgproc.COLOR_YUV2BGR_NV12;
      case I420 -> opencv_imgproc.COLOR_YUV2BGR_I420;
      default -> -1;
    };
  }

  private static PixelFormat scaled(PixelFormat format) {
    return code(format) < 0 ? format : PixelFormat.BGR24;
  }

  @Override
  public void close() {
    memory.ifPresent(Mat::close);
  }
}
