// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What consumers cost that have nothing to do. */
final class IdleMany implements Part {

  private static final int CONSUMERS = 32;

  /** The compilers have work for some time, and after ten seconds of silence readers rest. */
  private static final int SETTLING_SECONDS = 16;

  private static final int QUICK_SETTLING_SECONDS = 12;

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Override
  public String name() {
    return "idle-many";
  }

  @Override
  public String title() {
    return CONSUMERS + " consumers on " + CONSUMERS + " silent segments";
  }

  @Override
  public String explanation() {
    return CONSUMERS
        + " routes in one JVM, each on a segment of its own (640x404x3), whose writer lives but "
        + "publishes nothing behind its first frame. Processor time of the whole JVM as the kernel "
        + "counts it for each thread; beside it the same JVM and Camel context without any route, "
        + "which is in it. Threads, file descriptors and mappings for each consumer are what "
        + "there is with the routes less what there was without.";
  }

  @Override
  public double estimate(Bench bench) {
    return bench.quick() ? 18 : (bench.newest() ? 4 : 1) * (SETTLING_SECONDS + 9);
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    List<String> none = List.of();
    double each = row(bench, report, "ring, `auto`", "ring", "layout=ring", none);
    Goal.IDLE.found(report, bench, each);
    if (!bench.newest() || bench.quick()) {
      return;
    }
    row(
        bench,
        report,
        "ring, `auto`, no futex",
        "ring",
        "layout=ring",
        List.of(Programs.WITHOUT_FUTEX));
    row(bench, report, "ring, `auto`, on loan", "ring", "layout=ring&bodyType=frame", none);
    row(bench, report, "`frameheader`, `auto`", "frameheader", "layout=frameheader", none);
  }

  /** The share of a core that each consumer takes, in percent. */
  private double row(
      Bench bench, Report report, String name, String layout, String options, List<String> jvm)
      throws Exception {
    try (Segments segments = Segments.fresh();
        Partner camera =
            new Partner(
                bench,
                jvm,
                Camera.class,
                segments.prefix(),
                "" + CONSUMERS,
                layout,
                "640",
                "404",
                "4");
        Partner crowd = new Partner(bench, jvm, RouteCrowd.class)) {
      camera.ask("ready", PATIENCE);
      String empty = crowd.ask("measure " + (bench.quick() ? 500 : 1_500), PATIENCE);
      crowd.ask("routes " + String.join(" ", segments.endpoints(CONSUMERS, options)), PATIENCE);
      Thread.sleep(1000L * (bench.quick() ? QUICK_SETTLING_SECONDS : SETTLING_SECONDS));
      String full = crowd.ask("measure " + bench.seconds(5) * 1000, PATIENCE);
      if (Programs.value(full, "frames") > 0) {
        throw new IllegalStateException("A segment is not silent: " + full);
      }
      double each = Programs.value(full, "cpu") / CONSUMERS;
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("CPU % of a core", Programs.value(full, "cpu"));
      values.put("for each consumer", each);
      values.put("without routes", Programs.value(empty, "cpu"));
      values.put("threads", Programs.value(full, "threads"));
      values.put("threads for each", each(full, empty, "threads"));
      values.put("file descriptors for each", each(full, empty, "files"));
      values.put("mappings for each", each(full, empty, "segments"));
      report.row(this, bench, name, values);
      return each;
    }
  }

  private static double each(String full, String empty, String name) {
    return (Programs.value(full, name) - Programs.value(empty, name)) / CONSUMERS;
  }
}
