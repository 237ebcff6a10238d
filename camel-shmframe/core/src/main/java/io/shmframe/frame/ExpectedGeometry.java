// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;

/**
 * What the user of a segment says of its frames; 0 where nothing is said.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels per pixel
 */
public record ExpectedGeometry(int width, int height, int channels) {

  /** Nothing is expected. */
  public static final ExpectedGeometry ANY = new ExpectedGeometry(0, 0, 0);

  /**
   * Compares with what a frame has.
   *
   * @throws LayoutException that names both values, if one differs
   */
  public void check(FrameGeometry found) {
    check("width", width, found.width());
    check("height", height, found.height());
    check("channels", channels, found.channels());
  }

  private static void check(String what, int expected, int found) {
    if (expected != 0 && expected != found) {
      throw new LayoutException(
          "the header says "
              + what
              + "="
              + found
              + ", but the option says "
              + what
              + "="
              + expected);
    }
  }
}
