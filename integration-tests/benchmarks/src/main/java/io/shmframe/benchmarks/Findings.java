// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the parts have found so far. */
final class Findings {

  private final List<Row> rows = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Ratio> ratios = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  void add(Point point) {
    points.add(point);
  }

  void add(Verdict verdict) {
    verdicts.add(verdict);
  }

  void add(Ratio ratio) {
    ratios.add(ratio);
  }

  void add(Missing what) {
    if (!missing.contains(what)) {
      missing.add(what);
    }
  }

  void add(Failure failure) {
    failures.add(failure);
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  List<Row> rows(Part part) {
    return rows.stream().filter(row -> row.part().equals(part.name())).toList();
  }

  /** A value of the first row of that name, whatever the part. */
  Optional<Double> value(int jdk, String row, String column) {
    return rows.stream()
        .filter(it -> it.jdk() == jdk && it.name().equals(row))
        .flatMap(it -> Optional.ofNullable(it.values().get(column)).stream())
        .findFirst();
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  /** The points of each chart of a part, in the order in which the charts came. */
  Map<String, List<Point>> charts(Part part) {
    Map<String, List<Point>> charts = new LinkedHashMap<>();
    for (Point point : points) {
      if (point.part().equals(part.name())) {
        charts.computeIfAbsent(point.chart(), chart -> new ArrayList<>()).add(point);
      }
    }
    return charts;
  }

  /** In the order of the design's table, whatever the order of the run; others behind. */
  List<Verdict> verdicts() {
    List<String> order = Goal.texts();
    Comparator<Verdict> byTable =
        Comparator.comparingInt(
            it -> order.contains(it.goal()) ? order.indexOf(it.goal()) : order.size());
    return verdicts.stream()
        .sorted(byTable.thenComparing(Comparator.comparingInt(Verdict::jdk).reversed()))
        .toList();
  }

  List<Ratio> ratios() {
    return List.copyOf(ratios);
  }

  List<Missing> missing() {
    return List.copyOf(missing);
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Values by their columns' heads. */
  record Row(String part, int jdk, String name, Map<String, Double> values) {}

  /** A point of a curve. */
  record Point(
      String part, String chart, String x, String y, String series, double atX, double atY) {}

  /** What is wanted, and what was found. */
  record Verdict(int jdk, String goal, double wanted, boolean atLeast, double found, String unit) {

    boolean reached() {
      return atLeast ? found >= wanted : found <= wanted;
    }
  }

  /** Two things by each other. */
  record Ratio(int jdk, String name, boolean atLeast, double value) {}

  /** What could not be measured. */
  record Missing(String part, String what, String why) {}

  /** A part that ended with an exception. */
  record Failure(String part, int jdk, String message) {}
}
