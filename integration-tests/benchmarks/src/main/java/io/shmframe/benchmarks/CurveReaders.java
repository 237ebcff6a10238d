// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What more readers cost: each of them, and the one writer. */
final class CurveReaders implements Part {

  private static final String READERS = "readers";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int MICROS = 10_000;
  private static final int MOST = 8;

  /** A loan for each reader, three for the writer, and one more. */
  private static final int SLOTS = MOST + 4;

  @Override
  public String name() {
    return "curve-readers";
  }

  @Override
  public String title() {
    return "One writer, more and more readers";
  }

  @Override
  public String explanation() {
    return "1080p, 12 slots, one writer's process, the readers as Camel routes with `auto` in one "
        + "JVM. *A frame every 10 ms*: latency from the moment at which the frame was due to the "
        + "first step of each route, all readers together, so that a writer which comes late "
        + "counts; a frame that a reader missed has no latency and is in its own column; "
        + "processor time of the readers' whole JVM for each frame of each reader. *Flat "
        + "out*: the writer as fast as it can, readers of the newest frame that keep it on loan "
        + "for 10 ms and then take the next; by processor time is what the writer's thread would "
        + "reach if it never had to share its core.";
  }

  @Override
  public double estimate(Bench bench) {
    return !bench.newest() ? 0 : bench.quick() ? 10 : 55;
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
                "1",
                "ring",
                "1920",
                "1080",
                "" + SLOTS)) {
      camera.ask("ready", PATIENCE);
      camera.ask("pace " + MICROS + " 1", PATIENCE);
      for (String body : List.of("bytes", "frame")) {
        paced(bench, report, segments, camera, counts, body);
      }
      flatOut(bench, report, segments, camera);
    }
  }

  private void paced(
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
      routes(crowd, segments, MOST, body);
      Thread.sleep(bench.quick() ? 700 : 3_000);
      for (int count : counts) {
        routes(crowd, segments, count, body);
        Thread.sleep(bench.quick() ? 100 : 500);
        camera.ask("begin", PATIENCE);
        String read = crowd.ask("measure " + (bench.quick() ? 700 : 3_000), PATIENCE);
        String written = camera.ask("figures", PATIENCE);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(READERS, (double) count);
        values.put("p50 µs", Programs.value(read, "p50"));
        values.put("p99 µs", Programs.value(read, "p99"));
        values.put("missed %", missed(read));
        values.put("copied %", copied(read));
        values.put("reader's CPU µs a frame", Programs.value(read, "cpuMicros"));
        values.put("writer's p50 µs a frame", Programs.value(written, "p50"));
        values.put("writer's CPU µs a frame", Programs.value(written, "cpuMicros"));
        report.row(this, bench, what + ", " + count + ", a frame every 10 ms", values);
        point(report, "Latency by the number of readers", "p50 µs", what, count, values, "p50 µs");
        point(
            report,
            "Processor time of a frame and reader by the number of readers",
            "CPU µs",
            what,
            count,
            values,
            "reader's CPU µs a frame");
        point(
            report,
            "What the writer takes for a frame by the number of readers",
            "p50 µs",
            what,
            count,
            values,
            "writer's p50 µs a frame");
      }
    }
  }

  private void flatOut(Bench bench, Report report, Segments segments, Partner camera)
      throws Exception {
    double alone = 0;
    double beside = 0;
    try (Partner crowd = new Partner(bench, List.of(), RouteCrowd.class)) {
      crowd.ask("hold 10000", PATIENCE);
      routes(crowd, segments, MOST, "frame");
      camera.ask("pace 0 1", PATIENCE);
      Thread.sleep(bench.quick() ? 300 : 1_000);
      for (int count : bench.quick() ? List.of(0, MOST) : List.of(0, 1, 2, 4, MOST)) {
        routes(crowd, segments, count, "frame");
        Thread.sleep(200);
        camera.ask("begin", PATIENCE);
        String read = crowd.ask("measure " + (bench.quick() ? 500 : 2_000), PATIENCE);
        String written = camera.ask("figures", PATIENCE);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(READERS, (double) count);
        values.put("copied %", copied(read));
        values.put("writer's frames a second", Programs.value(written, "fps"));
        values.put("writer's frames a second by processor time", Programs.value(written, "byCpu"));
        values.put(
            "frames a second of each reader",
            Programs.value(read, "frames") / Math.max(1, count) / (bench.quick() ? 0.5 : 2));
        report.row(this, bench, "flat out, " + count, values);
        for (String series :
            List.of("writer's frames a second", "writer's frames a second by processor time")) {
          point(
              report,
              "The writer flat out by the number of readers",
              "frames a second",
              series,
              count,
              values,
              series);
        }
        beside = Programs.value(written, "byCpu");
        alone = count == 0 ? beside : alone;
      }
    }
    report.ratio(bench, "writer-flat-out-8-readers", true, beside / alone);
  }

  private static void routes(Partner crowd, Segments segments, int count, String body)
      throws Exception {
    // Camel has an endpoint consumed once, so each has an option of its own that changes nothing.
    List<String> endpoints =
        IntStream.range(0, count)
            .mapToObj(i -> segments.endpoints(1, "bodyType=" + body + "&staleAfter=" + (5000 + i)))
            .flatMap(List::stream)
            .toList();
    crowd.ask(("routes " + String.join(" ", endpoints)).trim(), PATIENCE);
  }

  static double missed(String read) {
    double missed = Programs.value(read, "missed");
    return 100 * missed / Math.max(1, missed + Programs.value(read, "frames"));
  }

  static double copied(String read) {
    return 100 * Programs.value(read, "copied") / Math.max(1, Programs.value(read, "frames"));
  }

  private void point(
      Report report,
      String chart,
      String y,
      String series,
      int count,
      Map<String, Double> values,
      String column) {
    report.point(this, chart, READERS, y, series, count, values.get(column));
  }
}
