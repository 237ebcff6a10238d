// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.List;

/** The sizes of section 7 of the design. */
final class Sizes {

  static final String SMALL = "640x404";
  static final String FULL_HD = "1920x1080";
  static final String UHD = "3840x2160";
  static final List<String> ALL = List.of(SMALL, FULL_HD, UHD);

  private Sizes() {}

  static int width(String size) {
    return Integer.parseInt(size.substring(0, size.indexOf('x')));
  }

  static int height(String size) {
    return Integer.parseInt(size.substring(size.indexOf('x') + 1));
  }

  /** Of a frame with three bytes for a pixel. */
  static long bytes(String size) {
    return 3L * width(size) * height(size);
  }
}
