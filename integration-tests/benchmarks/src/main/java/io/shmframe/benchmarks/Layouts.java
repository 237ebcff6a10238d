// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.List;

/** What the layouts of programs that exist cost. */
final class Layouts implements Part {

  @Override
  public String name() {
    return "layouts";
  }

  @Override
  public String title() {
    return "The layouts of programs that exist";
  }

  @Override
  public String explanation() {
    return "Two processes, a segment of one frame, every 33 ms, two pictures in turns that differ everywhere,"
        + " `auto`; from publication to the route's first step, with the copy and what tells that it is whole,"
        + " by what guards the frame and how a fresh one is told. *From due*: from when the camera was to"
        + " publish it.";
  }

  @Override
  public double estimate(Bench bench) {
    return !bench.newest() ? 0 : 4 * (bench.quick() ? 5.5 : 12);
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    layout(bench, report, "frameheader", "frameheader", "header");
    layout(bench, report, "frameheader", "frameheader", "content");
    layout(bench, report, "seqlock", "seqlock:u32,width:i32,height:i32,channels:i32", "header");
    layout(bench, report, "imginf", "imginf", "content");
  }

  private void layout(Bench bench, Report report, String name, String layout, String freshness)
      throws Exception {
    String row = name + ", fresh by " + freshness;
    report.measuring(this, bench, row);
    RouteFigures it =
        new Beside(bench, Sizes.SMALL, 33_333, layout, "freshness=" + freshness, List.of())
            .measured(false);
    report.row(this, bench, row, it.latency());
  }
}
