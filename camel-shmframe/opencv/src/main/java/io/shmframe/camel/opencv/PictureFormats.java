// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;

/** Which frames become which pictures. */
final class PictureFormats {

  private PictureFormats() {}

  /**
   * The geometry of the picture that a frame is encoded as.
   *
   * @throws PictureException if the kind has no such pictures
   */
  static FrameGeometry encoded(FrameGeometry frame, PictureKind kind, boolean grey) {
    if (!frame.isPicture()) {
      throw refused(frame, kind);
    }
    int channels = grey ? 1 : channels(frame, kind);
    boolean deep = frame.element() == ElementType.UINT16 && kind == PictureKind.PNG;
    boolean usual = PixelFormat.usual(frame.channels()).isPresent();
    if (deep ? !usual : frame.format().isEmpty()) {
      throw refused(frame, kind);
    }
    if (Math.max(frame.width(), frame.height()) > kind.longestSide()) {
      throw new PictureException(
          "A frame of "
              + frame
              + " cannot be a "
              + kind
              + ": expected sides of up to "
              + kind.longestSide()
              + " pixels");
    }
    return FrameGeometry.picture(frame.width(), frame.height(), channels, frame.element());
  }

  private static int channels(FrameGeometry frame, PictureKind kind) {
    if (frame.format().isEmpty()) {
      return frame.channels();
    }
    return switch (frame.format().get()) {
      case GRAY8 -> 1;
      case BGRA -> kind == PictureKind.PNG ? 4 : 3;
      default -> 3;
    };
  }

  private static PictureException refused(FrameGeometry frame, PictureKind kind) {
    return new PictureException(
        "A frame of "
            + frame
            + " cannot be a "
            + kind
            + ": expected a picture in GRAY8, BGR24, RGB24, BGRA, YUYV, NV12 or I420"
            + (kind == PictureKind.PNG ? ", or of uint16 with 1, 3 or 4 channels" : ""));
  }
}
