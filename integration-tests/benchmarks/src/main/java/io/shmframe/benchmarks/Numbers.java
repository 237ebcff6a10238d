// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.Locale;

/** How figures are written. */
final class Numbers {

  private Numbers() {}

  /** With as many digits as a measurement is worth. */
  static String shown(double value) {
    double size = Math.abs(value);
    String format =
        value == Math.rint(value) || size >= 100
            ? "%.0f"
            : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }
}
