// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects what the parts find, and says each row as it is found. */
final class Results implements Report {

  private final Findings findings = new Findings();
  private final Progress progress;

  Results(Progress progress) {
    this.progress = progress;
  }

  Findings findings() {
    return findings;
  }

  /** A part has ended with an exception. */
  void failed(Part part, Bench bench, Exception trouble) {
    String message = trouble.toString();
    findings.add(new Findings.Failure(part.name(), bench.version(), message));
    progress.say("FAILED: " + part.name() + ", JDK " + bench.version() + ": " + message);
  }

  @Override
  public void measuring(Part part, Bench bench, String row) {
    progress.measuring(part, bench, row);
  }

  @Override
  public void row(Part part, Bench bench, String name, Map<String, Double> values) {
    Map<String, Double> finite = new LinkedHashMap<>();
    // What is divided by nothing is no figure, and JSON has no word for it.
    values.forEach(
        (column, value) -> {
          if (Double.isFinite(value)) {
            finite.put(column, value);
          }
        });
    findings.add(new Findings.Row(part.name(), bench.version(), name, finite));
    progress.found(name, finite);
  }

  @Override
  public void point(
      Part part, String chart, String x, String y, String series, double atX, double atY) {
    if (Double.isFinite(atX) && Double.isFinite(atY)) {
      findings.add(new Findings.Point(part.name(), chart, x, y, series, atX, atY));
    }
  }

  @Override
  public void goal(
      Bench bench, String goal, double wanted, boolean atLeast, double found, String unit) {
    if (Double.isFinite(found)) {
      findings.add(new Findings.Verdict(bench.version(), goal, wanted, atLeast, found, unit));
    }
  }

  @Override
  public void ratio(Bench bench, String name, boolean atLeast, double value) {
    if (Double.isFinite(value)) {
      findings.add(new Findings.Ratio(bench.version(), name, atLeast, value));
    }
  }

  @Override
  public void missing(Part part, String what, String why) {
    findings.add(new Findings.Missing(part.name(), what, why));
    progress.say("missing: " + what + ": " + why);
  }
}
