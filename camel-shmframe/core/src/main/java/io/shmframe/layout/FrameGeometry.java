// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * The size and the element type of a picture whose rows follow each other without gaps.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param type OpenCV's type integer: the depth in the lower three bits, above it the channels less
 *     one
 */
public record FrameGeometry(int width, int height, int type) {

  /** The most channels that OpenCV knows ({@code CV_CN_MAX}). */
  public static final int MAX_CHANNELS = 512;

  private static final int DEPTH_BITS = 3;
  private static final int DEPTH_MASK = (1 << DEPTH_BITS) - 1;

  /** Bytes of CV_8U, 8S, 16U, 16S, 32S, 32F, 64F, 16F, in the order of their numbers. */
  private static final int[] DEPTH_BYTES = {1, 1, 2, 2, 4, 4, 8, 2};

  /**
   * @throws LayoutException if a side is less than 1, the type is none of OpenCV's, or the picture
   *     is larger than 2^63 bytes
   */
  public FrameGeometry {
    if (width < 1 || height < 1) {
      throw new LayoutException(
          "A picture of " + width + " x " + height + " pixels: expected at least 1 x 1");
    }
    if (type < 0 || type >> DEPTH_BITS >= MAX_CHANNELS) {
      throw new LayoutException(
          "OpenCV type "
              + type
              + " is unknown: expected 0 to "
              + ((MAX_CHANNELS << DEPTH_BITS) - 1));
    }
    try {
      Math.multiplyExact(
          Math.multiplyExact((long) width, (long) height),
          (long) ((type >> DEPTH_BITS) + 1) * DEPTH_BYTES[type & DEPTH_MASK]);
    } catch (ArithmeticException e) {
      throw new LayoutException(
          "A picture of " + width + " x " + height + " pixels of type " + type + " is too large",
          e);
    }
  }

  /**
   * A picture of 8-bit channels.
   *
   * @param channels 1 to {@link #MAX_CHANNELS}
   * @throws LayoutException if a value is out of its range
   */
  public static FrameGeometry of8Bit(int width, int height, int channels) {
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new LayoutException(
          "A picture of " + channels + " channels: expected 1 to " + MAX_CHANNELS);
    }
    return new FrameGeometry(width, height, (channels - 1) << DEPTH_BITS);
  }

  /** How many values a pixel has, 1 to {@link #MAX_CHANNELS}. */
  public int channels() {
    return (type >> DEPTH_BITS) + 1;
  }

  /** OpenCV's depth, 0 (8-bit unsigned) to 7 (16-bit float). */
  public int depth() {
    return type & DEPTH_MASK;
  }

  /** Bytes of a pixel. */
  public int pixelBytes() {
    return channels() * DEPTH_BYTES[depth()];
  }

  /** Bytes of a row; may be larger than an int for a picture that fits no segment. */
  public long rowBytes() {
    return (long) width * pixelBytes();
  }

  /** Bytes of the picture. */
  public long bytes() {
    return rowBytes() * height;
  }

  @Override
  public String toString() {
    return width
        + " x "
        + height
        + " x "
        + channels()
        + (depth() == 0 ? "" : " of depth " + depth());
  }
}
