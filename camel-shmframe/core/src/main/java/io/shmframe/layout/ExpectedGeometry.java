// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the user of a segment says of its frames: what the header leaves out, and what the rest is
 * checked against.
 *
 * @param width in pixels, or 0
 * @param height in pixels, or 0
 * @param channels per pixel, or 0
 * @param element what the values are
 * @param shape of a tensor; empty where there is none
 * @param format of the pixels
 * @param stride bytes from row to row, or 0
 */
public record ExpectedGeometry(
    int width,
    int height,
    int channels,
    Optional<ElementType> element,
    List<Integer> shape,
    Optional<PixelFormat> format,
    int stride) {

  /** Nothing is expected. */
  public static final ExpectedGeometry ANY = new ExpectedGeometry(0, 0, 0);

  /** Sides and channels alone; 0 where nothing is said. */
  public ExpectedGeometry(int width, int height, int channels) {
    this(width, height, channels, Optional.empty(), List.of(), Optional.empty(), 0);
  }

  public ExpectedGeometry withElement(ElementType value) {
    return new ExpectedGeometry(width, height, channels, Optional.of(value), shape, format, stride);
  }

  public ExpectedGeometry withShape(Integer... value) {
    return new ExpectedGeometry(width, height, channels, element, List.of(value), format, stride);
  }

  public ExpectedGeometry withFormat(PixelFormat value) {
    return new ExpectedGeometry(
        width, height, channels, element, shape, Optional.of(value), stride);
  }

  public ExpectedGeometry withStride(int value) {
    return new ExpectedGeometry(width, height, channels, element, shape, format, value);
  }

  /**
   * Compares with what a frame has.
   *
   * @param where the frame comes from, for the message: the header, the body
   * @throws LayoutException that names both values, if one differs
   */
  public void check(FrameGeometry found, String where) {
    if (found.isPicture()) {
      check(where, "width", width, found.width());
      check(where, "height", height, found.height());
      check(where, "channels", channels, found.channels());
      if (format.isPresent() && !format.equals(found.format())) {
        throw differs(
            where,
            "pixelFormat",
            found.format().map(PixelFormat::name).orElse("none of the known"),
            format.get().name());
      }
    }
    if (!shape.isEmpty() && !shape.equals(shapeOf(found))) {
      throw differs(where, "shape", found.shapeText(), text(shape));
    }
    if (element.isPresent() && found.element() != element.get()) {
      throw differs(where, "dtype", found.element().text(), element.get().text());
    }
  }

  /** A grey picture is as good as a tensor of two dimensions. */
  private static List<Integer> shapeOf(FrameGeometry found) {
    List<Integer> all = Arrays.stream(found.shape()).boxed().toList();
    return found.isPicture() && found.channels() == 1 ? all.subList(0, 2) : all;
  }

  static String text(List<Integer> shape) {
    return String.join("x", shape.stream().map(String::valueOf).toList());
  }

  private static void check(String where, String what, int expected, int found) {
    if (expected != 0 && expected != found) {
      throw differs(where, what, String.valueOf(found), String.valueOf(expected));
    }
  }

  static LayoutException differs(String where, String what, String found, String expected) {
    return new LayoutException(
        where + " says " + what + "=" + found + ", but the option says " + what + "=" + expected);
  }
}
