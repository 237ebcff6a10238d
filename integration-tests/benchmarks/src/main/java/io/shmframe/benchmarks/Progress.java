// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what is being measured, how long it has been going on, and how long it will still take. */
final class Progress {

  private final PrintStream out;
  private final long begin = System.nanoTime();
  private final double estimate;
  private double done;
  private double current;
  private long currentBegin = begin;

  /**
   * @param estimate seconds that all parts say they take
   */
  Progress(PrintStream out, double estimate) {
    this.out = out;
    this.estimate = estimate;
  }

  /** Another part begins, which says that it takes so many seconds. */
  void begins(double seconds) {
    done += current;
    current = seconds;
    currentBegin = System.nanoTime();
  }

  void measuring(Part part, Bench bench, String row) {
    say(
        String.format(
            Locale.ROOT,
            "%s, %s left: %s, JDK %d: %s",
            clock((System.nanoTime() - begin) / 1e9),
            clock(left()),
            part.name(),
            bench.version(),
            row));
  }

  private double left() {
    double spent = Math.min(current, (System.nanoTime() - currentBegin) / 1e9);
    return Math.max(0, estimate - done - spent);
  }

  void found(String row, Map<String, Double> values) {
    say(
        values.entrySet().stream()
            .map(it -> it.getKey() + " " + Numbers.shown(it.getValue()))
            .collect(Collectors.joining("; ", "    " + row + ": ", "")));
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
