// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures by OpenCV. All native memory is freed before a method returns. */
final class OpenCvCodec implements PictureCodec {

  private OpenCvCodec() {}

  /**
   * @throws LinkageError if OpenCV's classes or libraries are not there
   */
  static PictureCodec load() {
    Loader.load(opencv_imgproc.class);
    Loader.load(opencv_imgcodecs.class);
    return new OpenCvCodec();
  }

  @Override
  public byte[] encode(FrameView frame, Encoding encoding) throws TornFrameException {
    boolean alpha = encoding.kind() == PictureKind.PNG;
    try (Mat copy = Mats.mat(frame);
        Mat picture = Colours.converted(copy, frame.geometry(), encoding.grey(), alpha);
        IntPointer parameters = parameters(encoding);
        BytePointer file = new BytePointer()) {
      if (!opencv_imgcodecs.imencode(encoding.kind().ending(), picture, file, parameters)) {
        throw new PictureException(
            "OpenCV did not encode a frame of " + frame.geometry() + " as " + encoding.kind());
      }
      byte[] bytes = new byte[Math.toIntExact(file.limit())];
      file.get(bytes);
      return bytes;
    }
  }

  private static IntPointer parameters(Encoding encoding) {
    if (encoding.kind() == PictureKind.PNG) {
      return new IntPointer(opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, encoding.strength());
    }
    Subsampling colours = encoding.subsampling();
    // Each byte has the factors of a component: of brightness, and of the two of colour.
    int factors = colours.horizontal() << 20 | colours.vertical() << 16 | 0x1111;
    return new IntPointer(
        opencv_imgcodecs.IMWRITE_JPEG_QUALITY,
        encoding.strength(),
        opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
        factors);
  }

  @Override
  public void decode(PictureFile file, boolean grey, ByteBuffer target) {
    FrameGeometry geometry = file.geometry(grey);
    if (target.isDirect()) {
      decodeOnto(file, grey, geometry, target);
      return;
    }
    try (Mat own = new Mat(geometry.height(), geometry.width(), geometry.type())) {
      ByteBuffer memory = Mats.bytesOf(own);
      decodeOnto(file, grey, geometry, memory);
      target.put(memory);
    }
  }

  private static void decodeOnto(
      PictureFile file, boolean grey, FrameGeometry geometry, ByteBuffer target) {
    ByteBuffer memory = target.slice();
    try (BytePointer pixels = new BytePointer(memory);
        Mat onto =
            new Mat(
                geometry.height(), geometry.width(), geometry.type(), pixels, geometry.rowBytes());
        BytePointer encoded = new BytePointer(file.bytes());
        Mat input = new Mat(1, file.bytes().length, 0, encoded);
        Mat decoded = opencv_imgcodecs.imdecode(input, flags(file, grey), onto)) {
      if (decoded.empty()) {
        throw new PictureException("OpenCV cannot decode a " + file);
      }
      // It takes memory of its own for a picture of another size or type than its header said.
      if (decoded.data().address() != pixels.address()) {
        throw new PictureException(
            "OpenCV decodes a "
                + file
                + " to a picture of "
                + new FrameGeometry(decoded.cols(), decoded.rows(), decoded.type()));
      }
    } catch (PictureException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PictureException("OpenCV cannot decode a " + file, e);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  private static int flags(PictureFile file, boolean grey) {
    if (file.kind() == PictureKind.PNG && !grey) {
      return opencv_imgcodecs.IMREAD_UNCHANGED;
    }
    int colours =
        grey || file.channels() == 1
            ? opencv_imgcodecs.IMREAD_GRAYSCALE
            : opencv_imgcodecs.IMREAD_COLOR;
    return colours | opencv_imgcodecs.IMREAD_ANYDEPTH | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
  }
}
