// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/** Ratios of what different parts have measured: the ring's latencies, and those of bare C. */
final class References {

  private References() {}

  /** Says those of which both sides are there. */
  static void ratios(Results results, Bench bench) {
    ratio(results, bench, "latency-futex-to-c", Latency.FUTEX_ROW, "futex 5 ms");
    ratio(results, bench, "latency-spin-to-c", Latency.SPIN_ROW, "spin 5 ms");
  }

  private static void ratio(
      Results results, Bench bench, String name, String ours, String reference) {
    Findings found = results.findings();
    found
        .value(bench.version(), ours, RouteFigures.P50)
        .ifPresent(
            it ->
                found
                    .value(bench.version(), reference, RouteFigures.P50)
                    .ifPresent(c -> results.ratio(bench, name, false, it / c)));
  }
}
