// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.List;

/** How long it takes from a frame's publication to the first step of a route, by how it waits. */
final class Latency implements Part {

  /** The row that a bare futex between two C processes is compared with. */
  static final String FUTEX_ROW = row("auto", 5_000);

  /** The row that a bare spin between two C processes is compared with. */
  static final String SPIN_ROW = row("spin", 5_000);

  /** The first Java that has one. */
  private static final int FUTEX = 22;

  private static final int SLOW = 33_333;
  private static final int FAST = 5_000;

  /** So often that the code and the data of both sides stay in the caches. */
  private static final List<Integer> HOT = List.of(1_000, 200);

  private static final String CHART =
      "From publication to the first step, by the pace of the frames";

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String title() {
    return "From publication to the route's first step";
  }

  @Override
  public String explanation() {
    return "Two processes, a ring, 640x404 on loan where the row does not say otherwise, so that what is"
        + " seen is the wait and the route's own work, not the copy. p50 and p99 are from the moment before"
        + " the frame is published. *From due* is from the moment at which the camera was to publish it"
        + " (corrected for coordinated omission): the camera's timer, its copy and all its delays are in"
        + " that. `auto` is a futex; *no futex* is what Java 17 to 21 have. CPU: of the whole JVM, as the kernel"
        + " counts it for its threads. The more time passes between two frames, the more of the code and the"
        + " data of both sides has left the caches.";
  }

  @Override
  public double estimate(Bench bench) {
    return (bench.quick() ? 3 * 5.5 : (bench.version() >= FUTEX ? 15 : 4) * 12);
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    RouteFigures auto = loan(bench, report, "auto", FAST);
    RouteFigures spin = loan(bench, report, "spin", FAST);
    Goal.SPIN.found(report, bench, spin.get(RouteFigures.P50));
    if (bench.version() < FUTEX) {
      park(bench, report, loan(bench, report, "auto", SLOW));
      if (!bench.quick()) {
        loan(bench, report, "spin", SLOW);
      }
      return;
    }
    Goal.FUTEX.found(report, bench, auto.get(RouteFigures.P50));
    Goal.FUTEX_CPU.found(report, bench, auto.get(RouteFigures.READER_CPU));
    park(bench, report, withoutFutex(bench, report, SLOW));
    if (!bench.quick()) {
      withoutFutex(bench, report, FAST);
      loan(bench, report, "auto", SLOW);
      loan(bench, report, "spin", SLOW);
      for (int period : HOT) {
        loan(bench, report, "spin", period);
        loan(bench, report, "auto", period);
      }
      for (String wait : List.of("yield", "backoff", "sleep")) {
        loan(bench, report, wait, SLOW);
      }
      for (int period : List.of(SLOW, FAST)) {
        measured(bench, report, row("auto, copying", period), "bytes", "auto", period);
      }
    }
  }

  private static void park(Bench bench, Report report, RouteFigures it) {
    Goal.PARK.found(report, bench, it.get(RouteFigures.P50));
    Goal.PARK_CPU.found(report, bench, it.get(RouteFigures.READER_CPU));
  }

  private RouteFigures loan(Bench bench, Report report, String wait, int period) throws Exception {
    RouteFigures it = measured(bench, report, row(wait, period), "frame", wait, period);
    if (bench.newest() && !bench.quick()) {
      report.point(
          this,
          CHART,
          "ms from a frame to the next (log)",
          "p50 µs (log)",
          wait.equals("auto") ? "auto (futex)" : wait,
          period / 1e3,
          it.get(RouteFigures.P50));
    }
    return it;
  }

  private RouteFigures withoutFutex(Bench bench, Report report, int period) throws Exception {
    return measured(
        bench,
        report,
        row("auto, no futex", period),
        "frame",
        "auto",
        period,
        Programs.WITHOUT_FUTEX);
  }

  private RouteFigures measured(
      Bench bench, Report report, String row, String body, String wait, int period, String... jvm)
      throws Exception {
    report.measuring(this, bench, row);
    String options = "bodyType=" + body + "&waitStrategy=" + wait;
    RouteFigures it = Beside.ring(bench, Sizes.SMALL, period, options, jvm).measured(false);
    report.row(this, bench, row, it.latency());
    return it;
  }

  private static String row(String wait, int period) {
    return wait + ", every " + (period < 1000 ? period / 1e3 : period / 1000 + "") + " ms";
  }
}
