// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;

/** Tells a black picture: one whose pixels are all near 0. */
final class Darkness {

  /**
   * Of 255: where video has its black (Y of limited range), and above it the noise of a covered
   * lens.
   */
  static final int NEAR_ZERO = 16;

  private Darkness() {}

  /** Whether all pixels are near 0; false for what is no picture of 8-bit values. */
  static boolean black(FrameCopy frame) {
    FrameGeometry geometry = frame.geometry();
    if (!frame.raw() || geometry.element() != ElementType.UINT8) {
      return false;
    }
    byte[] bytes = frame.pixels();
    PixelFormat format = geometry.format().orElse(PixelFormat.GRAY8);
    return switch (format) {
      case GRAY8, BGR24, RGB24 -> dark(bytes, bytes.length, 1, 0);
      // Not the alpha, which is 255 where nothing shines through.
      case BGRA -> dark(bytes, bytes.length, 4, 3);
      // Colours are around 128 in black, so brightness alone counts.
      case YUYV -> dark(bytes, bytes.length, 2, 1);
      case NV12, I420 -> dark(bytes, geometry.width() * geometry.height(), 1, 0);
    };
  }

  private static boolean dark(byte[] bytes, int end, int every, int not) {
    for (int i = 0; i < end; i++) {
      if ((bytes[i] & 0xff) > NEAR_ZERO && (every == 1 || i % every != not)) {
        return false;
      }
    }
    return true;
  }
}
