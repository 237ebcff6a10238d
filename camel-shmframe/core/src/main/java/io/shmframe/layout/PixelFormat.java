// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.Optional;

/**
 * What the 8-bit values of a picture mean and in which planes they lie. The names are those of
 * FFmpeg in capitals, the codes those of V4L2 ({@code linux/videodev2.h}).
 */
public enum PixelFormat {
  /** One grey value a pixel. */
  GRAY8(1, "GREY"),
  /** Blue, green, red: what OpenCV calls a colour picture. */
  BGR24(3, "BGR3"),
  /** Red, green, blue. */
  RGB24(3, "RGB3"),
  /** Blue, green, red, alpha. */
  BGRA(4, "AR24"),
  /** Two pixels in four bytes: Y0 U Y1 V. The width is even. */
  YUYV(2, "YUYV"),
  /** A plane of Y, and one of U and V in turns at half the size. Both sides are even. */
  NV12(1, "NV12"),
  /** A plane of Y, and one each of U and V at half the size. Both sides are even. */
  I420(1, "YU12");

  private final int channels;
  private final String code;

  PixelFormat(int channels, String code) {
    this.channels = channels;
    this.code = code;
  }

  /** The format of a name, as it is or in V4L2's four letters. */
  public static Optional<PixelFormat> of(String text) {
    for (PixelFormat format : values()) {
      if (format.name().equals(text) || format.code.equals(text)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** The format of V4L2's code, the first letter in the lowest byte. */
  public static Optional<PixelFormat> ofCode(long code) {
    for (PixelFormat format : values()) {
      if (format.code() == code) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * The format that OpenCV takes 8-bit pictures of so many channels for; empty for other numbers.
   */
  public static Optional<PixelFormat> usual(int channels) {
    return switch (channels) {
      case 1 -> Optional.of(GRAY8);
      case 3 -> Optional.of(BGR24);
      case 4 -> Optional.of(BGRA);
      default -> Optional.empty();
    };
  }

  /** V4L2's code, the first letter in the lowest byte. */
  public int code() {
    return code.charAt(0) | code.charAt(1) << 8 | code.charAt(2) << 16 | code.charAt(3) << 24;
  }

  /** V4L2's four letters. */
  String letters() {
    return code;
  }

  /** Values a pixel has in the first plane, 1 to 4. */
  public int channels() {
    return channels;
  }

  /** Whether it has more planes than one. */
  public boolean planar() {
    return this == NV12 || this == I420;
  }

  /** How many planes it has. */
  int planes() {
    return this == NV12 ? 2 : this == I420 ? 3 : 1;
  }

  /** Whether a picture of this format can have these sides. */
  boolean fits(int width, int height) {
    boolean half = planar();
    return ((!half && this != YUYV) || width % 2 == 0) && (!half || height % 2 == 0);
  }

  /**
   * @throws LayoutException if a picture of this format cannot have these sides
   */
  void check(int width, int height) {
    boolean half = planar();
    if (!fits(width, height)) {
      throw new LayoutException(
          "A picture of "
              + width
              + " x "
              + height
              + " pixels in "
              + this
              + ": expected "
              + (half ? "even sides" : "an even width"));
    }
  }
}
