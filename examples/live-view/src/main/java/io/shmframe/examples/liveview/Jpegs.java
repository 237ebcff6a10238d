// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Makes JPEGs of frames of any kind that can be seen. */
final class Jpegs {

  private Jpegs() {}

  /** Loads OpenCV, which takes a second or two that the first frame should not wait. */
  static void load() {
    Loader.load(opencv_imgcodecs.class);
  }

  /**
   * A JPEG.
   *
   * @param quality 1 to 100
   * @param width the widest that it may be, smaller than the frame for a thumbnail; 0 for as it is
   * @throws IllegalArgumentException if the frame is no picture, in words for a person
   */
  static byte[] of(FrameCopy frame, int quality, int width) {
    try (Mat picture = display(frame);
        Mat small = new Mat();
        BytePointer encoded = new BytePointer();
        IntPointer options = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality)) {
      Mat shown = picture;
      if (width > 0 && width < picture.cols()) {
        int height = Math.max(1, Math.round((float) picture.rows() * width / picture.cols()));
        try (Size size = new Size(width, height)) {
          opencv_imgproc.resize(picture, small, size, 0, 0, opencv_imgproc.INTER_AREA);
        }
        shown = small;
      }
      if (!opencv_imgcodecs.imencode(".jpg", shown, encoded, options)) {
        throw new IllegalArgumentException("OpenCV cannot encode " + shown);
      }
      byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      return bytes;
    }
  }

  /** The frame in grey or BGR, 8 bits a value. */
  private static Mat display(FrameCopy frame) {
    if (!frame.encoding().equals("raw")) {
      return decoded(frame);
    }
    FrameGeometry geometry = frame.geometry();
    if (!geometry.isPicture()) {
      throw new IllegalArgumentException("Not a picture: " + geometry);
    }
    boolean planar = geometry.format().map(PixelFormat::planar).orElse(false);
    int rows = planar ? geometry.height() * 3 / 2 : geometry.height();
    try (BytePointer bytes = new BytePointer(frame.pixels());
        Mat source = new Mat(rows, geometry.width(), geometry.type(), bytes)) {
      Optional<PixelFormat> format = geometry.format();
      if (format.isEmpty()) {
        return stretched(source);
      }
      return switch (format.get()) {
        case GRAY8, BGR24 -> source.clone();
        case RGB24 -> coloured(source, opencv_imgproc.COLOR_RGB2BGR);
        case BGRA -> coloured(source, opencv_imgproc.COLOR_BGRA2BGR);
        case YUYV -> coloured(source, opencv_imgproc.COLOR_YUV2BGR_YUY2);
        case NV12 -> coloured(source, opencv_imgproc.COLOR_YUV2BGR_NV12);
        case I420 -> coloured(source, opencv_imgproc.COLOR_YUV2BGR_I420);
      };
    }
  }

  private static Mat coloured(Mat source, int code) {
    Mat target = new Mat();
    opencv_imgproc.cvtColor(source, target, code);
    return target;
  }

  /** Of values that are no colours: the first channel, from its least to its greatest as grey. */
  private static Mat stretched(Mat source) {
    Mat target = new Mat();
    try (Mat first = new Mat();
        Mat floats = new Mat()) {
      opencv_core.extractChannel(source, first, 0);
      first.convertTo(floats, opencv_core.CV_32F);
      opencv_core.normalize(
          floats, target, 0, 255, opencv_core.NORM_MINMAX, opencv_core.CV_8U, null);
    }
    return target;
  }

  private static Mat decoded(FrameCopy frame) {
    try (BytePointer bytes = new BytePointer(frame.pixels());
        Mat row = new Mat(1, frame.pixels().length, opencv_core.CV_8U, bytes)) {
      Mat picture = opencv_imgcodecs.imdecode(row, opencv_imgcodecs.IMREAD_COLOR);
      if (picture.empty()) {
        picture.close();
        throw new IllegalArgumentException(
            "Not a picture that can be shown: encoded as " + frame.encoding());
      }
      return picture;
    }
  }
}
