// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The samples of one process, in the order of time. */
final class SoakSeries {

  /**
   * What a process said of itself.
   *
   * @param second of the soak
   * @param values by their names
   */
  record Sample(double second, Map<String, Double> values) {}

  private final String name;
  private final List<Sample> samples = new ArrayList<>();

  SoakSeries(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  void add(Sample sample) {
    samples.add(sample);
  }

  /** The last value; {@code NaN} if there is none. */
  double last(String value) {
    return samples.isEmpty() ? Double.NaN : of(samples.get(samples.size() - 1), value);
  }

  /** The greatest value; {@code NaN} if there is none. */
  double most(String value) {
    return samples.stream()
        .mapToDouble(it -> of(it, value))
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }

  /** The value of the first sample at that second or behind it; {@code NaN} if there is none. */
  double at(double second, String value) {
    return samples.stream()
        .filter(it -> it.second() >= second)
        .mapToDouble(it -> of(it, value))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** How a value goes on behind a second. */
  SoakTrend trend(double from, String value) {
    List<Sample> counted =
        samples.stream()
            .filter(it -> it.second() >= from && Double.isFinite(of(it, value)))
            .toList();
    return SoakTrend.of(
        counted.stream().mapToDouble(Sample::second).toArray(),
        counted.stream().mapToDouble(it -> of(it, value)).toArray());
  }

  static double of(Sample sample, String value) {
    return sample.values().getOrDefault(value, Double.NaN);
  }
}
