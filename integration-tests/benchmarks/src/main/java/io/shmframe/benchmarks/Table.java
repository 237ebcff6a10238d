// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A table, as the page and the document show it.
 *
 * @param head the columns' heads
 * @param rows as many cells each
 */
record Table(List<String> head, List<List<String>> rows) {

  /** The rows of a part; a row that has no value for a column has an empty cell. */
  static Table of(List<Findings.Row> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.values().keySet()));
    List<String> head = new ArrayList<>(List.of("", "JDK"));
    head.addAll(columns);
    List<List<String>> cells = new ArrayList<>();
    for (Findings.Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.name(), "" + row.jdk()));
      for (String column : columns) {
        line.add(row.values().containsKey(column) ? Numbers.shown(row.values().get(column)) : "");
      }
      cells.add(line);
    }
    return new Table(head, cells);
  }

  /** The goals, with what was found on each JDK. */
  static Table goals(List<Findings.Verdict> verdicts) {
    List<List<String>> cells = new ArrayList<>();
    for (Findings.Verdict it : verdicts) {
      cells.add(
          List.of(
              it.goal(),
              "" + it.jdk(),
              Numbers.shown(it.found()) + " " + it.unit(),
              (it.atLeast() ? "≥ " : "≤ ") + Numbers.shown(it.wanted()) + " " + it.unit(),
              it.reached() ? "reached" : "**missed**"));
    }
    return new Table(List.of("goal", "JDK", "found", "wanted", ""), cells);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    line(text, head);
    line(text, Collections.nCopies(head.size(), "---"));
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    // A bar would end the cell.
    cells.forEach(cell -> text.append("| ").append(cell.replace("|", "\\|")).append(' '));
    text.append("|\n");
  }
}
