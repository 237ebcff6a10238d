// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/** What a frame leaves for the garbage collector. */
final class Garbage implements Part {

  /** Many frames, so that what comes once does not count. */
  private static final int PERIOD = 2_000;

  @Override
  public String name() {
    return "garbage";
  }

  @Override
  public String title() {
    return "Garbage";
  }

  @Override
  public String explanation() {
    return "Bytes that the consumer's thread allocates for a frame of a ring, without the body's own array;"
        + " 640x404 every 2 ms.";
  }

  @Override
  public double estimate(Bench bench) {
    return bench.quick() ? 5.5 : (bench.newest() ? 3 : 1) * 12;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    double loan = body(bench, report, "frame", true);
    Goal.GARBAGE.found(report, bench, loan);
    report.ratio(bench, "garbage-on-loan-to-300-bytes", false, loan / 300);
    if (bench.newest() && !bench.quick()) {
      body(bench, report, "bytes", true);
      body(bench, report, "frame", false);
    }
  }

  private double body(Bench bench, Report report, String body, boolean pooled) throws Exception {
    String row = "bodyType=" + body + (pooled ? ", pooled exchanges" : ", new exchanges");
    report.measuring(this, bench, row);
    RouteFigures it = Beside.ring(bench, Sizes.SMALL, PERIOD, "bodyType=" + body).measured(pooled);
    report.row(this, bench, row, it.some(RouteFigures.FRAMES, RouteFigures.GARBAGE));
    return it.get(RouteFigures.GARBAGE);
  }
}
