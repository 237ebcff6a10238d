// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a latency grows with the frame. */
final class SizesLatency implements Part {

  private static final int PERIOD = 10_000;
  private static final String CHART = "Publish to first step, by the size of a frame";

  @Override
  public String name() {
    return "sizes-latency";
  }

  @Override
  public String title() {
    return "From publication to the route's first step, by size";
  }

  @Override
  public String explanation() {
    return "Two processes, a ring, `spin`, a frame every 10 ms, on loan and copying into a new array. On loan"
        + " nothing is copied, so that all of its latency is beyond the copy.";
  }

  @Override
  public double estimate(Bench bench) {
    return bench.quick() ? 2 * 5.5 : (copying(bench) ? 6 : 3) * 12;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    Map<String, Double> loans = new LinkedHashMap<>();
    for (String size : bench.quick() ? List.of(Sizes.SMALL, Sizes.UHD) : Sizes.ALL) {
      loans.put(size, size(bench, report, size));
    }
    double growth = loans.get(Sizes.UHD) / loans.get(Sizes.SMALL);
    Goal.LOAN_SIZE.found(report, bench, growth);
    report.ratio(bench, "loan-3840x2160-to-640x404", false, growth);
  }

  /** No goal is of it, and a JDK does not change how fast memory is. */
  private static boolean copying(Bench bench) {
    return bench.newest() && !bench.quick();
  }

  private double size(Bench bench, Report report, String size) throws Exception {
    RouteFigures loan = spinning(bench, report, size, "frame");
    Map<String, Double> values = new LinkedHashMap<>();
    double onLoan = loan.get(RouteFigures.P50);
    values.put("on loan p50 µs", onLoan);
    values.put("on loan p99 µs", loan.get(RouteFigures.P99));
    values.put("on loan p99 µs from due", loan.get(RouteFigures.DUE_P99));
    point(bench, report, "on loan", size, onLoan);
    if (copying(bench)) {
      RouteFigures copying = spinning(bench, report, size, "bytes");
      double copied = copying.get(RouteFigures.P50);
      values.put("copying p50 µs", copied);
      values.put("copying p99 µs", copying.get(RouteFigures.P99));
      values.put("copying p99 µs from due", copying.get(RouteFigures.DUE_P99));
      point(bench, report, "copying", size, copied);
    }
    report.row(this, bench, size, values);
    return onLoan;
  }

  private RouteFigures spinning(Bench bench, Report report, String size, String body)
      throws Exception {
    report.measuring(this, bench, size + ", bodyType=" + body);
    return Beside.ring(bench, size, PERIOD, "bodyType=" + body + "&waitStrategy=spin")
        .measured(false);
  }

  private void point(Bench bench, Report report, String series, String size, double micros) {
    report.point(
        this,
        CHART,
        "bytes of a frame (log)",
        "p50, microseconds (log)",
        series + ", JDK " + bench.version(),
        Sizes.bytes(size),
        micros);
  }
}
