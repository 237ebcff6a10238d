// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The figures as the tables say them, for the terminal and the page alike. */
final class Cells {

  static final List<String> HEAD =
      List.of(
          "",
          "frames/s",
          "the ring carries",
          "p50 ms",
          "p99 ms",
          "CPU at the steady pace, % of a core",
          "CPU flat out, ms a frame",
          "copied, MB a frame, user + kernel",
          "wrong");

  static final List<String> PARTS =
      List.of("encode", "pickle", "send", "read", "unpickle", "decode");

  private Cells() {}

  /** One row's cells, as many as the head has. */
  static List<String> of(Results results, Result row) {
    return row.figures()
        .map(
            it ->
                List.of(
                    row.title(),
                    String.format(Locale.ROOT, "%.0f", it.framesPerSecond()),
                    row.name().equals(Results.BASE)
                        ? ""
                        : results.ratio(row).map(Cells::times).orElse("-"),
                    millis(it.p50Micros()),
                    millis(it.p99Micros()),
                    sum(row, it.senderPercent(), it.receiverPercent(), it.thirdPercent(), "%.1f"),
                    sum(row, it.senderMillis(), it.receiverMillis(), it.thirdMillis(), "%.2f"),
                    copied(row),
                    Integer.toString(it.wrong())))
        .orElseGet(() -> List.of(row.title(), "-", "-", "-", "-", "-", "-", "-", "-"));
  }

  /** The parts that a row has, in milliseconds, in the order in which a frame passes them. */
  static Map<String, String> parts(Result row) {
    Map<String, String> parts = new TreeMap<>();
    row.figures()
        .ifPresent(
            it -> it.partMicros().forEach((name, micros) -> parts.put(name, millis(micros))));
    return parts;
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f x" : "%.0f x", ratio);
  }

  private static String millis(double micros) {
    return String.format(Locale.ROOT, micros < 100_000 ? "%.2f" : "%.0f", micros / 1000);
  }

  private static String sum(
      Result row, double sender, double receiver, double third, String format) {
    String both = String.format(Locale.ROOT, format + " + " + format, sender, receiver);
    return row.third()
        .map(name -> both + String.format(Locale.ROOT, " + " + format + " (" + name + ")", third))
        .orElse(both);
  }

  private static String copied(Result row) {
    return String.format(
        Locale.ROOT, "%.2f + %.2f", row.copiedBytes(false) / 1e6, row.copiedBytes(true) / 1e6);
  }
}
