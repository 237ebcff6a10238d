// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a {@link RouteReader} and its writer found out.
 *
 * @param values by their columns' heads
 */
record RouteFigures(Map<String, Double> values) {

  static final String FRAMES = "frames";
  static final String P50 = "p50 µs";
  static final String P99 = "p99 µs";
  static final String DUE_P99 = "p99 µs from due";
  static final String DUE_P999 = "p99.9 µs from due";
  static final String DUE_MAX = "max µs from due";
  static final String READER_CPU = "reader's CPU %";
  static final String WRITER_CPU = "writer's CPU %";

  /** What the consumer's thread allocated for a frame, without the body's own array. */
  static final String GARBAGE = "bytes a frame";

  double get(String column) {
    return values.get(column);
  }

  /** Some of the columns, in that order. */
  Map<String, Double> some(String... columns) {
    Map<String, Double> some = new LinkedHashMap<>();
    for (String column : columns) {
      some.put(column, get(column));
    }
    return some;
  }

  /** What every latency has. */
  Map<String, Double> latency() {
    return some(FRAMES, P50, P99, DUE_P99, DUE_P999, DUE_MAX, READER_CPU, WRITER_CPU);
  }

  /** Lines, as {@link #parse} reads them. */
  String lines() {
    return values.entrySet().stream()
        .map(it -> String.format(Locale.ROOT, "%s=%.3f%n", it.getKey(), it.getValue()))
        .collect(Collectors.joining());
  }

  static RouteFigures parse(String lines) {
    Map<String, Double> values = new LinkedHashMap<>();
    lines
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                values.put(
                    line.substring(0, line.indexOf('=')),
                    Double.parseDouble(line.substring(line.indexOf('=') + 1))));
    return new RouteFigures(values);
  }
}
