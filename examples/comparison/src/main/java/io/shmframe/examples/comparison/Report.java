// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts the results where they are looked for. */
final class Report {

  static final String BEGIN = "<!-- comparison: begin -->";
  static final String END = "<!-- comparison: end -->";

  private Report() {}

  static void write(Results results, Options options) throws IOException {
    String table = Table.markdown(results);
    Path json = options.target().resolve("comparison.json");
    Path page = options.target().resolve("comparison.html");
    Files.writeString(json, results.json());
    Files.writeString(page, Page.html(results));
    System.out.println();
    System.out.println(table);
    System.out.println("comparison: " + json + " has all figures, " + page + " shows them");
    if (options.document().isPresent()) {
      replace(options.document().get(), table);
    }
    if (options.summary().isPresent()) {
      replace(options.summary().get(), Table.summary(results));
    }
  }

  private static void replace(Path document, String table) throws IOException {
    Files.writeString(document, replaced(Files.readString(document), table, document));
  }

  /** The text with another table between the markers. */
  static String replaced(String text, String table, Path document) {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          document + ": expected the lines " + BEGIN + " and " + END + ", found none");
    }
    return text.substring(0, begin + BEGIN.length()) + "\n" + table + text.substring(end);
  }
}
