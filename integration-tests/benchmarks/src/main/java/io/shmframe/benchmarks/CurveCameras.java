// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What more cameras cost in the one process that reads them all. */
final class CurveCameras implements Part {

  private static final String CAMERAS = "cameras";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int MICROS = 33_333;
  private static final int MOST = 8;
  private static final int SLOTS = 4;

  @Override
  public String name() {
    return "curve-cameras";
  }

  @Override
  public String title() {
    return "More and more cameras in one JVM";
  }

  @Override
  public String explanation() {
    return "1080p at 30 frames a second, a ring of four slots for each camera, all written by one "
        + "process, spread evenly over the period, and read by one JVM, a Camel route with "
        + "`auto` for each. Latency from the moment at which a frame was due to the route's "
        + "first step, which includes the writer's copy; processor time and threads are those of "
        + "the readers' whole JVM, for each camera.";
  }

  @Override
  public double estimate(Bench bench) {
    return !bench.newest() ? 0 : bench.quick() ? 9 : 44;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    if (!bench.newest()) {
      return;
    }
    List<Integer> counts = bench.quick() ? List.of(1, MOST) : List.of(1, 2, 4, MOST);
    try (Segments segments = Segments.fresh();
        Partner camera =
            new Partner(
                bench,
                List.of(),
                Camera.class,
                segments.prefix(),
                "" + MOST,
                "ring",
                "1920",
                "1080",
                "" + SLOTS)) {
      camera.ask("ready", PATIENCE);
      for (String body : List.of("bytes", "frame")) {
        body(bench, report, segments, camera, counts, body);
      }
    }
  }

  private void body(
      Bench bench,
      Report report,
      Segments segments,
      Partner camera,
      List<Integer> counts,
      String body)
      throws Exception {
    String what = body.equals("frame") ? "on loan" : "copying";
    try (Partner crowd = new Partner(bench, List.of(), RouteCrowd.class)) {
      // For the JVM to meet the code, with many frames at a time.
      camera.ask("pace " + MICROS + " " + MOST, PATIENCE);
      routes(crowd, segments, MOST, body);
      Thread.sleep(bench.quick() ? 700 : 3_000);
      for (int count : counts) {
        camera.ask("pace " + MICROS + " " + count, PATIENCE);
        routes(crowd, segments, count, body);
        Thread.sleep(bench.quick() ? 100 : 500);
        String read = crowd.ask("measure " + (bench.quick() ? 1_000 : 3_500), PATIENCE);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(CAMERAS, (double) count);
        values.put("p50 µs", Programs.value(read, "p50"));
        values.put("p99 µs", Programs.value(read, "p99"));
        values.put("missed %", CurveReaders.missed(read));
        values.put("copied %", CurveReaders.copied(read));
        values.put("CPU % of a core", Programs.value(read, "cpu"));
        values.put("CPU % of a core for each camera", Programs.value(read, "cpu") / count);
        values.put("threads", Programs.value(read, "threads"));
        report.row(this, bench, what + ", " + count, values);
        point(report, "Processor time by the number of cameras", "CPU % of a core", what, values);
        point(report, "Latency by the number of cameras", "p50 µs", what, values);
        point(report, "Latency by the number of cameras, p99", "p99 µs", what, values);
      }
    }
  }

  private static void routes(Partner crowd, Segments segments, int count, String body)
      throws Exception {
    crowd.ask(
        "routes " + String.join(" ", segments.endpoints(count, "bodyType=" + body)), PATIENCE);
  }

  private void point(
      Report report, String chart, String column, String series, Map<String, Double> values) {
    report.point(this, chart, CAMERAS, column, series, values.get(CAMERAS), values.get(column));
  }
}
