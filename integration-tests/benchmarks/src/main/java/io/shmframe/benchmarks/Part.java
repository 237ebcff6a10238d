// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/** One question that a run answers, with a table of its own. */
interface Part {

  /** As {@code -Dbenchmarks.only} has it. */
  String name();

  /** What the table is called. */
  String title();

  /** How to read the table: what is measured, from where to where, and by whom, in Markdown. */
  String explanation();

  /**
   * How many seconds it takes, by and large, for the estimate of what is left of a run; 0: it is
   * not measured on this JDK.
   */
  default double estimate(Bench bench) {
    return bench.quick() ? 5 : 30;
  }

  /**
   * Measures, one thing after the other. What cannot run here (a package that is not installed) is
   * said by {@link Report#missing}; any other trouble is thrown, and the other parts go on.
   */
  void measure(Bench bench, Report report) throws Exception;
}
