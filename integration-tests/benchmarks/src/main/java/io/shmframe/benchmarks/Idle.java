// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.List;
import java.util.Map;

/** What a consumer takes to which nothing comes. */
final class Idle implements Part {

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String title() {
    return "An idle consumer";
  }

  @Override
  public String explanation() {
    return "The share of a core that the whole JVM of a route takes whose segment has nothing new, by the"
        + " kernel's count for its threads: a ring, where `auto` is a futex or, without one, a look now and"
        + " then; and a segment of the old layouts, fresh by its header or by its content.";
  }

  @Override
  public double estimate(Bench bench) {
    return (bench.newest() && !bench.quick() ? 4 : 1) * (Beside.idleWarmUp(bench) + 7);
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    Goal.IDLE.found(
        report,
        bench,
        row(bench, report, "ring, auto", Beside.ring(bench, Sizes.SMALL, 0, "waitStrategy=auto")));
    if (bench.newest() && !bench.quick()) {
      row(
          bench,
          report,
          "ring, auto, no futex",
          Beside.ring(bench, Sizes.SMALL, 0, "waitStrategy=auto", Programs.WITHOUT_FUTEX));
      row(
          bench,
          report,
          "frameheader, by the header",
          still(bench, "frameheader", "freshness=header"));
      row(
          bench,
          report,
          "no stamp, by the content",
          still(bench, "width:i32,height:i32,channels:i32,valid:i32", "freshness=content"));
    }
  }

  private static Beside still(Bench bench, String layout, String options) {
    return new Beside(bench, Sizes.FULL_HD, 0, layout, options, List.of());
  }

  private double row(Bench bench, Report report, String row, Beside beside) throws Exception {
    report.measuring(this, bench, row);
    double share = beside.idle();
    report.row(this, bench, row, Map.of(RouteFigures.READER_CPU, share));
    return share;
  }
}
