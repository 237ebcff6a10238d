// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Between matrices and frames. */
final class Mats {

  private Mats() {}

  /**
   * The lengths of the dimensions of a matrix for a frame: of a picture rows and columns, of planes
   * one below the other as OpenCV has them, of a tensor its own (of one dimension, one row).
   */
  static int[] sizes(FrameGeometry geometry) {
    int[] shape = geometry.shape();
    if (!geometry.isPicture()) {
      return shape.length == 1 ? new int[] {1, shape[0]} : shape;
    }
    boolean planar = geometry.format().filter(PixelFormat::planar).isPresent();
    return new int[] {planar ? shape[0] / 2 * 3 : shape[0], shape[1]};
  }

  /** A copy of the frame, which is whole. */
  static Mat mat(FrameView frame) throws TornFrameException {
    FrameGeometry geometry = frame.geometry();
    int[] sizes = sizes(geometry);
    Mat mat = new Mat(sizes.length, sizes, geometry.type());
    ByteBuffer memory = bytesOf(mat);
    try {
      // Copied by the JVM, which survives a segment that shrinks; OpenCV would not.
      frame.copyTo(memory);
    } catch (TornFrameException | RuntimeException e) {
      mat.close();
      throw e;
    }
    return mat;
  }

  /** The memory of a matrix whose rows have no gaps. */
  static ByteBuffer bytesOf(Mat mat) {
    return mat.data().capacity(mat.total() * mat.elemSize()).asByteBuffer();
  }

  /** A view of the matrix, which must stay open for as long. */
  static FrameView view(Mat mat) {
    if (mat.empty()) {
      throw new IllegalArgumentException("A Mat without elements: expected a picture or a tensor");
    }
    return mat.dims() == 2 ? picture(mat) : tensor(mat);
  }

  private static FrameView picture(Mat mat) {
    FrameGeometry geometry = new FrameGeometry(mat.cols(), mat.rows(), mat.type());
    int stride = Math.toIntExact(mat.step());
    long bytes = (long) stride * (geometry.height() - 1) + geometry.rowBytes();
    return FrameView.of(geometry, stride, 0, mat.data().capacity(bytes).asByteBuffer());
  }

  private static FrameView tensor(Mat mat) {
    if (!mat.isContinuous()) {
      throw new IllegalArgumentException(
          "A Mat of "
              + mat.dims()
              + " dimensions with gaps: expected one without, such as its clone");
    }
    int channels = mat.channels();
    int[] shape = new int[mat.dims() + (channels > 1 ? 1 : 0)];
    for (int i = 0; i < mat.dims(); i++) {
      shape[i] = mat.size(i);
    }
    if (channels > 1) {
      shape[mat.dims()] = channels;
    }
    ElementType element = new FrameGeometry(1, 1, mat.type()).element();
    return FrameView.of(FrameGeometry.tensor(element, shape), bytesOf(mat));
  }

  /** The values, rows without gaps. */
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
