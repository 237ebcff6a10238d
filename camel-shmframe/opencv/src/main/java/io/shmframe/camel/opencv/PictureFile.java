// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;

/**
 * A whole file and what its own header says of the picture in it.
 *
 * @param bytes the file, shared
 * @param channels of the decoded picture: 1, 3 (BGR) or 4 (BGRA)
 * @param element of the decoded picture: {@code UINT8} or {@code UINT16}
 */
record PictureFile(
    PictureKind kind, byte[] bytes, int width, int height, int channels, ElementType element) {

  PictureFile {
    if (width < 1 || height < 1 || width > kind.longestSide() || height > kind.longestSide()) {
      throw new PictureException(
          "A "
              + kind
              + " of "
              + width
              + " x "
              + height
              + " pixels: expected sides of 1 to "
              + kind.longestSide());
    }
  }

  /** Of the decoded picture. */
  FrameGeometry geometry(boolean grey) {
    return FrameGeometry.picture(width, height, grey ? 1 : channels, element);
  }

  @Override
  public String toString() {
    return kind + " of " + geometry(false) + " in " + bytes.length + " bytes";
  }
}
