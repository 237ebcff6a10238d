// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.util.List;

/** A command line: words, then options. */
final class Arguments {

  private final List<String> words;

  Arguments(String... words) {
    this.words = List.of(words);
  }

  String at(int index) {
    if (index >= words.size()) {
      throw new IllegalArgumentException("write PATH FRAMES BYTES ... | read PATH FRAMES ...");
    }
    return words.get(index);
  }

  boolean has(String option) {
    return words.contains(option);
  }

  String text(String option, String otherwise) {
    int at = words.indexOf(option);
    return at < 0 ? otherwise : at(at + 1);
  }

  double number(String option, double otherwise) {
    return Double.parseDouble(text(option, Double.toString(otherwise)));
  }

  /** An option's number of seconds, in nanoseconds. */
  long nanos(String option, double otherwise) {
    return (long) (number(option, otherwise) * 1e9);
  }
}
