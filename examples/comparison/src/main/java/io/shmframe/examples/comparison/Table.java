// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The results in Markdown, for the terminal, the guide and the README. */
final class Table {

  private Table() {}

  static String markdown(Results results) {
    StringBuilder text = new StringBuilder(Notes.machine(results)).append("\n\n");
    for (Size size : results.sizes()) {
      List<String> head = new ArrayList<>(Cells.HEAD);
      head.set(0, size.toString());
      row(text, head);
      rule(text, head.size());
      results.of(size).forEach(row -> row(text, Cells.of(results, row)));
      text.append('\n');
    }
    goals(results, text);
    parts(results, text);
    Notes.troubles(results).forEach(note -> text.append("- ").append(note).append('\n'));
    Notes.explanations(results).forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }

  /** What counts most, all sizes side by side. */
  static String summary(Results results) {
    StringBuilder text = new StringBuilder();
    List<String> head = new ArrayList<>(List.of(""));
    for (Size size : results.sizes()) {
      head.addAll(List.of(size + ", frames/s", Cells.HEAD.get(2), Cells.HEAD.get(3)));
    }
    row(text, head);
    rule(text, head.size());
    for (Result first : results.of(results.sizes().get(0))) {
      List<String> cells = new ArrayList<>(List.of(first.title()));
      for (Size size : results.sizes()) {
        results.of(size).stream()
            .filter(row -> row.name().equals(first.name()))
            .forEach(row -> cells.addAll(Cells.of(results, row).subList(1, 4)));
      }
      row(text, cells);
    }
    return text.append('\n').append(Notes.machine(results)).append('\n').toString();
  }

  private static void goals(Results results, StringBuilder text) {
    List<List<String>> goals = Goals.table(results);
    if (!goals.isEmpty()) {
      row(text, goals.get(0));
      rule(text, goals.get(0).size());
      goals.stream().skip(1).forEach(goal -> row(text, goal));
      text.append('\n');
    }
  }

  private static void parts(Results results, StringBuilder text) {
    List<String> head = new ArrayList<>(List.of("parts of a route, ms a frame at the steady pace"));
    head.addAll(Cells.PARTS);
    row(text, head);
    rule(text, head.size());
    for (Result row : results.rows()) {
      Map<String, String> parts = Cells.parts(row);
      if (!parts.isEmpty()) {
        List<String> cells = new ArrayList<>(List.of(row.title() + ", " + row.size()));
        Cells.PARTS.forEach(part -> cells.add(parts.getOrDefault(part, "")));
        row(text, cells);
      }
    }
    text.append('\n');
  }

  private static void row(StringBuilder text, List<String> cells) {
    // A bar would end the cell; reasons of failures may have one.
    cells.forEach(cell -> text.append("| ").append(cell.replace("|", "\\|")).append(' '));
    text.append("|\n");
  }

  private static void rule(StringBuilder text, int columns) {
    text.append("|---".repeat(columns)).append("|\n");
  }
}
