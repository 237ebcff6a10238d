// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A run that has ended.
 *
 * @param machine where
 * @param when it began
 * @param quick whether it took three minutes
 * @param parts those that were run
 * @param findings all that they found
 */
record Run(Machine machine, Instant when, boolean quick, List<Part> parts, Findings findings) {

  /** Where and when, in a sentence. */
  String where() {
    return "Measured on "
        + machine
        + ", on "
        + when.truncatedTo(ChronoUnit.MINUTES)
        + (quick ? ", quickly: a second for each row." : ".");
  }

  /** What is not in the tables, and why. */
  List<String> troubles() {
    List<String> all = new ArrayList<>();
    findings
        .failures()
        .forEach(it -> all.add(it.part() + ", JDK " + it.jdk() + ", failed: " + it.message()));
    findings
        .missing()
        .forEach(it -> all.add(it.part() + ": " + it.what() + " is missing: " + it.why()));
    return all;
  }
}
