// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;

/** Bytes and durations as options write them. */
final class Amounts {

  private static final Pattern BYTES = Pattern.compile("([0-9]{1,15})\\s*([kmgt]?i?b)?");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12}(d|h|m|s|ms)?)+");
  private static final String UNITS = "kmgt";

  private Amounts() {}

  /**
   * {@code 256MB} is 256 million bytes, {@code 256MiB} is 268435456.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long bytes(String text) {
    Matcher parts = BYTES.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (parts.matches()) {
      String unit = parts.group(2) == null ? "b" : parts.group(2);
      int power = UNITS.indexOf(unit.charAt(0)) + 1;
      long bytes = Long.parseLong(parts.group(1));
      try {
        for (int i = 0; i < power; i++) {
          bytes = Math.multiplyExact(bytes, unit.length() == 3 ? 1024 : 1000);
        }
        return bytes;
      } catch (ArithmeticException e) {
        // Told below.
      }
    }
    throw new IllegalArgumentException(
        "expected a number of bytes such as 256MB or 64MiB, found '" + text + "'");
  }

  /**
   * As Camel writes durations: {@code 10m}, {@code 1h30m}, {@code 500} milliseconds.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Duration duration(String text) {
    try {
      if (DURATION.matcher(text.trim()).matches()) {
        return Duration.ofMillis(TimeUtils.toMilliSeconds(text.trim()));
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "expected a duration such as 10s or 1h30m, found '" + text + "'");
  }

  /**
   * How many times as fast.
   *
   * @throws IllegalArgumentException if it is none
   */
  static double speed(String text) {
    if (text.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double speed = Double.parseDouble(text);
      if (speed >= 0.001 && speed <= 1000) {
        return speed;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "expected a speed from 0.001 to 1000, or max, found '" + text + "'");
  }
}
