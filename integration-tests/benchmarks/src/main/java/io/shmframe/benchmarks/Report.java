// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.Map;

/** Takes what the parts find out, and says it while they go on. */
interface Report {

  /** Something is about to be measured that takes seconds: whoever waits wants to know. */
  default void measuring(Part part, Bench bench, String row) {}

  /**
   * A row of the part's table.
   *
   * @param values by their columns' heads, each with its unit, in the order of the columns; a row
   *     need not have all columns
   */
  void row(Part part, Bench bench, String name, Map<String, Double> values);

  /**
   * A point of a curve.
   *
   * @param chart the picture's title; all points of one chart are of one part
   * @param x its axis, with the unit, as in {@code "bytes of a frame (log)"}: {@code (log)} at its
   *     end makes it logarithmic
   * @param y likewise
   * @param series which of the chart's curves
   */
  void point(Part part, String chart, String x, String y, String series, double atX, double atY);

  /**
   * A row of the table of goals in section 7 of the design.
   *
   * @param goal what is wanted, in words
   * @param wanted the number that is to be reached
   * @param atLeast whether more is better
   * @param found the number that was measured
   * @param unit of both; {@code "x"} for a ratio
   */
  void goal(Bench bench, String goal, double wanted, boolean atLeast, double found, String unit);

  /**
   * A ratio of two things that were measured in this run, which the guard compares with the last
   * one that was kept; never an absolute time.
   *
   * @param name without a space, the same from one run to the next
   * @param atLeast whether more is better
   */
  void ratio(Bench bench, String name, boolean atLeast, double value);

  /** What could not be measured, and why. */
  void missing(Part part, String what, String why);
}
