// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of a picture of three bytes a pixel, blue first, rows without gaps. */
record Size(int width, int height) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** Both numbers of a picture need room, one above the other. */
  Size {
    if (width < Numbers.WIDTH || height < 2 * Numbers.BLOCK) {
      throw new IllegalArgumentException(
          "A picture of "
              + width
              + "x"
              + height
              + ": expected at least "
              + Numbers.WIDTH
              + "x"
              + 2 * Numbers.BLOCK
              + ", for the frame's number");
    }
  }

  static Size parse(String text) {
    Matcher matcher = TEXT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "A size of '" + text + "': expected width and height as in 640x404");
    }
    return new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  int rowBytes() {
    return width * 3;
  }

  int bytes() {
    return rowBytes() * height;
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
