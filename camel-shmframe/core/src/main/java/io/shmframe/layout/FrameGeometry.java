// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a payload is made of: the type of its values and how they are ordered. Either a picture
 * (width, height and channels), a tensor (any shape), or bytes of which nothing more is known.
 * Immutable; any thread may use it.
 */
public final class FrameGeometry {

  /** The most channels that OpenCV knows ({@code CV_CN_MAX}). */
  public static final int MAX_CHANNELS = 512;

  /** The most dimensions that numpy 1 and OpenCV both know. */
  public static final int MAX_DIMENSIONS = 32;

  private static final int DEPTH_BITS = 3;
  private static final int DEPTH_MASK = (1 << DEPTH_BITS) - 1;

  private enum Kind {
    PICTURE,
    TENSOR,
    BYTES
  }

  private final Kind kind;
  private final ElementType element;
  private final int[] shape;
  private final Optional<PixelFormat> format;
  private final long bytes;

  /**
   * A picture.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param type OpenCV's type integer: the depth in the lower three bits, above it the channels
   *     less one
   * @throws LayoutException if a side is less than 1, the type is none of OpenCV's, or the picture
   *     is larger than 2^63 bytes
   */
  public FrameGeometry(int width, int height, int type) {
    this(
        Kind.PICTURE,
        ElementType.ofDepth(requireType(type)),
        new int[] {height, width, (type >> DEPTH_BITS) + 1},
        (type & DEPTH_MASK) == 0 ? PixelFormat.usual((type >> DEPTH_BITS) + 1) : Optional.empty());
  }

  private FrameGeometry(Kind kind, ElementType element, int[] shape, Optional<PixelFormat> format) {
    this.kind = kind;
    this.element = element;
    this.shape = shape;
    this.format = format;
    if (kind == Kind.PICTURE && (shape[0] < 1 || shape[1] < 1)) {
      throw new LayoutException(
          "A picture of " + shape[1] + " x " + shape[0] + " pixels: expected at least 1 x 1");
    }
    long values = 1;
    try {
      for (int side : shape) {
        values = Math.multiplyExact(values, (long) side);
      }
      if (planar()) {
        // Even sides, so this is exact: the planes of colour are half as large as the first.
        values = Math.addExact(values, values / 2);
      }
      bytes = Math.multiplyExact(values, (long) element.bytes());
    } catch (ArithmeticException e) {
      throw new LayoutException(this + " is too large", e);
    }
  }

  /**
   * A picture of 8-bit channels.
   *
   * @param channels 1 to {@link #MAX_CHANNELS}
   * @throws LayoutException if a value is out of its range
   */
  public static FrameGeometry of8Bit(int width, int height, int channels) {
    return picture(width, height, channels, ElementType.UINT8);
  }

  /**
   * A picture of values of any type that OpenCV knows.
   *
   * @param channels 1 to {@link #MAX_CHANNELS}
   * @throws LayoutException if a value is out of its range
   */
  public static FrameGeometry picture(int width, int height, int channels, ElementType element) {
    return new FrameGeometry(width, height, type(element, channels));
  }

  /**
   * A picture of a pixel format.
   *
   * @throws LayoutException if a side is less than 1, or odd where the format halves it
   */
  public static FrameGeometry picture(int width, int height, PixelFormat format) {
    FrameGeometry picture =
        new FrameGeometry(
            Kind.PICTURE,
            ElementType.UINT8,
            new int[] {height, width, format.channels()},
            Optional.of(format));
    format.check(width, height);
    return picture;
  }

  /**
   * An array of values, the last index running fastest.
   *
   * @param shape the length of each dimension, each at least 1; 1 to {@link #MAX_DIMENSIONS} of
   *     them
   * @throws LayoutException if a length or their number is out of range, or the tensor is larger
   *     than 2^63 bytes
   */
  public static FrameGeometry tensor(ElementType element, int... shape) {
    if (shape.length < 1 || shape.length > MAX_DIMENSIONS) {
      throw new LayoutException(
          "A tensor of " + shape.length + " dimensions: expected 1 to " + MAX_DIMENSIONS);
    }
    for (int side : shape) {
      if (side < 1) {
        throw new LayoutException(
            "A tensor of " + text(shape) + ": expected at least 1 in every dimension");
      }
    }
    return new FrameGeometry(Kind.TENSOR, element, shape.clone(), Optional.empty());
  }

  /**
   * Bytes of which nothing more is known.
   *
   * @param count 0 or more
   */
  public static FrameGeometry bytes(int count) {
    if (count < 0) {
      throw new LayoutException("A payload of " + count + " bytes: expected 0 or more");
    }
    return new FrameGeometry(Kind.BYTES, ElementType.UINT8, new int[] {count}, Optional.empty());
  }

  /**
   * OpenCV's type integer.
   *
   * @throws LayoutException if OpenCV has no such depth or number of channels
   */
  public static int type(ElementType element, int channels) {
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new LayoutException(
          "A picture of " + channels + " channels: expected 1 to " + MAX_CHANNELS);
    }
    return (channels - 1) << DEPTH_BITS | element.depth();
  }

  private static int requireType(int type) {
    if (type < 0 || type >> DEPTH_BITS >= MAX_CHANNELS) {
      throw new LayoutException(
          "OpenCV type "
              + type
              + " is unknown: expected 0 to "
              + ((MAX_CHANNELS << DEPTH_BITS) - 1));
    }
    return type;
  }

  /** Whether it has a width, a height and channels. */
  public boolean isPicture() {
    return kind == Kind.PICTURE;
  }

  /** Whether it has a shape and nothing more. */
  public boolean isTensor() {
    return kind == Kind.TENSOR;
  }

  /** The type of each value. */
  public ElementType element() {
    return element;
  }

  /**
   * The length of each dimension, the last index running fastest; of a picture height, width,
   * channels.
   */
  public int[] shape() {
    return shape.clone();
  }

  /** The shape as the {@code shape} option writes it: {@code 512x512}. */
  public String shapeText() {
    return text(shape);
  }

  /** What the values of a picture mean, as far as that is known. */
  public Optional<PixelFormat> format() {
    return format;
  }

  /** Pixels in a row of a picture; values in a row of anything else. */
  public int width() {
    return isPicture() ? shape[1] : shape[shape.length - 1];
  }

  /** Rows of a picture; of anything else the length of the dimension before the last, or 1. */
  public int height() {
    if (isPicture()) {
      return shape[0];
    }
    return shape.length < 2 ? 1 : shape[shape.length - 2];
  }

  /** How many values a pixel has, 1 to {@link #MAX_CHANNELS}; 1 where there are no pixels. */
  public int channels() {
    return isPicture() ? shape[2] : 1;
  }

  /**
   * OpenCV's type integer, of a planar picture that of its first plane.
   *
   * @throws LayoutException if OpenCV has no depth for these values
   */
  public int type() {
    return type(element, channels());
  }

  /**
   * Bytes of a row (of a picture, its first plane); may be larger than an int for what fits no
   * segment.
   */
  public long rowBytes() {
    return (long) width() * channels() * element.bytes();
  }

  /** Bytes of the payload, rows without gaps. */
  public long bytes() {
    return bytes;
  }

  /**
   * Where the rows lie.
   *
   * @param stride bytes from row to row of the first plane, at least {@link #rowBytes()}; of the
   *     half planes of {@link PixelFormat#I420} it is the half of that. A tensor is one row.
   * @throws LayoutException if the stride is too small, or odd where it must be halved
   */
  public List<Plane> planes(long stride) {
    if (!isPicture()) {
      return List.of(new Plane(0, 1, bytes, bytes));
    }
    if (stride < rowBytes() || planar() && stride % 2 != 0) {
      throw new LayoutException(
          this
              + " with a stride of "
              + stride
              + " bytes: expected "
              + (planar() ? "an even number, and " : "")
              + rowBytes()
              + " or more");
    }
    int rows = height();
    Plane first = new Plane(0, rows, rowBytes(), stride);
    if (!planar()) {
      return List.of(first);
    }
    long behind = product(rows, stride);
    if (format.orElseThrow() == PixelFormat.NV12) {
      return List.of(first, new Plane(behind, rows / 2, rowBytes(), stride));
    }
    long half = stride / 2;
    long last = sum(behind, product(rows / 2, half));
    return List.of(
        first,
        new Plane(behind, rows / 2, rowBytes() / 2, half),
        new Plane(last, rows / 2, rowBytes() / 2, half));
  }

  /**
   * Bytes from the first to the last, with what a stride leaves over in between.
   *
   * @throws LayoutException as {@link #planes}, or if they are more than 2^63
   */
  public long span(long stride) {
    if (!isPicture() || stride == rowBytes()) {
      return bytes;
    }
    return end(stride, plane -> sum(product(plane.rows() - 1, plane.stride()), plane.rowBytes()));
  }

  /**
   * Bytes that a program sets aside for it: every row has its stride, the last one too.
   *
   * @throws LayoutException as {@link #span}
   */
  public long extent(long stride) {
    if (!isPicture() || stride == rowBytes()) {
      return bytes;
    }
    return end(stride, plane -> product(plane.rows(), plane.stride()));
  }

  /** Behind the last plane, which has so many bytes. */
  private long end(long stride, ToLongFunction<Plane> bytes) {
    List<Plane> planes = planes(stride);
    Plane last = planes.get(planes.size() - 1);
    return sum(last.offset(), bytes.applyAsLong(last));
  }

  private long product(long rows, long stride) {
    if (stride > Long.MAX_VALUE / Math.max(1, rows)) {
      throw new LayoutException(this + " with a stride of " + stride + " is too large");
    }
    return rows * stride;
  }

  private long sum(long one, long other) {
    if (one > Long.MAX_VALUE - other) {
      throw new LayoutException(this + " with rows this far apart is too large");
    }
    return one + other;
  }

  private boolean planar() {
    return format.isPresent() && format.get().planar();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FrameGeometry that
        && kind == that.kind
        && element == that.element
        && format.equals(that.format)
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shape) * 31 + element.hashCode();
  }

  @Override
  public String toString() {
    return switch (kind) {
      case BYTES -> shape[0] + " bytes";
      case TENSOR -> "tensor of " + element.text() + " " + text(shape);
      case PICTURE ->
          shape[1]
              + " x "
              + shape[0]
              + " x "
              + shape[2]
              + (element == ElementType.UINT8 ? "" : " of " + element.text())
              + (format.equals(PixelFormat.usual(shape[2])) || format.isEmpty()
                  ? ""
                  : " in " + format.get());
    };
  }

  private static String text(int[] shape) {
    StringBuilder text = new StringBuilder();
    for (int side : shape) {
      text.append(text.length() == 0 ? "" : "x").append(side);
    }
    return text.toString();
  }
}
