// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the design wants of shared memory at 1080p, and what was found. */
final class Goals {

  private static final Size SIZE = new Size(1920, 1080);

  private static final List<Goal> ALL =
      List.of(
          new Goal("50 x JPEG over a Unix socket", "jpeg-unix", 50),
          new Goal("80 x JPEG over TCP", "jpeg-tcp", 80),
          new Goal("4 x raw frames over a Unix socket", "raw-unix", 4),
          new Goal("ahead of Aeron IPC", "aeron", 1),
          new Goal("ahead of Chronicle Queue", "chronicle", 1));

  private Goals() {}

  /**
   * How many times as many frames a second each row of shared memory delivers as those that it is
   * to be measured by: a head, then a row for each goal; empty if nothing can be compared.
   */
  static List<List<String>> table(Results results) {
    List<Result> ours = rows(results).stream().filter(row -> SharedMemory.is(row.name())).toList();
    List<List<String>> table = new ArrayList<>();
    for (Goal goal : ALL) {
      Optional<Double> theirs =
          rows(results).stream()
              .filter(row -> row.name().equals(goal.row))
              .findFirst()
              .map(Goals::rate);
      theirs.ifPresent(rate -> table.add(goal.cells(ours, rate)));
    }
    if (ours.isEmpty() || table.isEmpty()) {
      return List.of();
    }
    List<String> head = new ArrayList<>(List.of("goal at " + SIZE));
    ours.forEach(row -> head.add(row.title()));
    table.add(0, head);
    return table;
  }

  private static List<Result> rows(Results results) {
    return results.of(SIZE).stream().filter(row -> row.figures().isPresent()).toList();
  }

  private static double rate(Result row) {
    return row.figures().orElseThrow().framesPerSecond();
  }

  /** To deliver so many times as many frames a second as another row. */
  private record Goal(String title, String row, double times) {

    List<String> cells(List<Result> ours, double theirs) {
      List<String> cells = new ArrayList<>(List.of(title));
      ours.forEach(it -> cells.add(cell(rate(it) / theirs)));
      return cells;
    }

    private String cell(double ratio) {
      String text = String.format(Locale.ROOT, ratio < 10 ? "%.2f x" : "%.0f x", ratio);
      return ratio >= times ? text + ", reached" : text;
    }
  }
}
