// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/** A run in Markdown: as a whole, and the block of a document for each part. */
final class Markdown {

  /** The name of the block that has the table of goals. */
  static final String GOALS = "goals";

  private Markdown() {}

  static String whole(Run run) {
    StringBuilder text = new StringBuilder("# Benchmarks\n\n").append(run.where()).append('\n');
    if (!run.findings().verdicts().isEmpty()) {
      text.append("\n## Goals\n\n").append(Table.goals(run.findings().verdicts()).markdown());
    }
    for (Part part : run.parts()) {
      if (!run.findings().rows(part).isEmpty()) {
        text.append("\n## ").append(part.title()).append("\n\n").append(part.explanation());
        text.append("\n\n").append(Table.of(run.findings().rows(part)).markdown());
      }
    }
    if (!run.troubles().isEmpty()) {
      text.append("\n## What is missing\n\n");
      run.troubles().forEach(it -> text.append("- ").append(it).append('\n'));
    }
    return text.toString();
  }

  /** The text with the blocks replaced of which there is something to say. */
  static String filled(String document, Run run) {
    String text = document;
    if (!run.findings().verdicts().isEmpty()) {
      text = block(text, GOALS, Table.goals(run.findings().verdicts()), run);
    }
    for (Part part : run.parts()) {
      if (!run.findings().rows(part).isEmpty()) {
        text = block(text, part.name(), Table.of(run.findings().rows(part)), run);
      }
    }
    return text;
  }

  private static String block(String text, String name, Table table, Run run) {
    String begin = "<!-- " + name + ": begin -->";
    int at = text.indexOf(begin);
    if (at < 0) {
      return text;
    }
    int end = text.indexOf("<!-- " + name + ": end -->", at);
    if (end < 0) {
      throw new IllegalArgumentException("The document has " + begin + ", but no end of it");
    }
    return text.substring(0, at + begin.length())
        + "\n\n"
        + table.markdown()
        + "\n"
        + run.where()
        + "\n"
        + text.substring(end);
  }
}
