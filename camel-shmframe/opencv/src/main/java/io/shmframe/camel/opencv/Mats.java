// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Between matrices and frames. */
final class Mats {

  private Mats() {}

  /** A copy of the frame, which is whole. */
  static Mat mat(FrameView frame) throws TornFrameException {
    FrameGeometry geometry = frame.geometry();
    Mat mat = new Mat(geometry.height(), geometry.width(), geometry.type());
    ByteBuffer memory = mat.createBuffer();
    try {
      // Copied by the JVM, which survives a segment that shrinks; OpenCV would not.
      frame.copyTo(memory);
    } catch (TornFrameException | RuntimeException e) {
      mat.close();
      throw e;
    }
    return mat;
  }

  /** A view of the matrix, which must stay open for as long. */
  static FrameView view(Mat mat) {
    if (mat.empty() || mat.dims() != 2) {
      throw new IllegalArgumentException(
          "A Mat of "
              + mat.dims()
              + " dimensions and "
              + mat.total()
              + " elements: expected a picture of 2 dimensions that is not empty");
    }
    FrameGeometry geometry = new FrameGeometry(mat.cols(), mat.rows(), mat.type());
    int stride = Math.toIntExact(mat.step());
    long bytes = (long) stride * (geometry.height() - 1) + geometry.rowBytes();
    ByteBuffer pixels = mat.data().capacity(bytes).asByteBuffer();
    return FrameView.of(geometry, stride, 0, pixels);
  }

  /** The pixels, rows without gaps. */
  static byte[] bytes(Mat mat) {
    FrameView view = view(mat);
    byte[] bytes = new byte[Math.toIntExact(view.geometry().bytes())];
    try {
      view.copyTo(ByteBuffer.wrap(bytes));
    } catch (TornFrameException e) {
      throw new IllegalStateException("A Mat has no writer that could tear it", e);
    }
    return bytes;
  }
}
