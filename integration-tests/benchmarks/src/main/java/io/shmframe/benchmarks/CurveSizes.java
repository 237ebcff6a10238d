// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a frame costs by its size, from 4 KiB to 4K video. */
final class CurveSizes implements Part {

  private static final String COST = "The cost of a frame by its size";
  private static final String RATE = "Bytes copied a second, by the size of a frame";
  private static final String BYTES = "bytes of a frame (log)";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final List<Size> SIZES =
      List.of(
          new Size(64, 64, 1),
          new Size(128, 128, 1),
          new Size(256, 256, 1),
          new Size(512, 512, 1),
          new Size(640, 404, 3),
          new Size(1280, 720, 3),
          new Size(1920, 1080, 3),
          new Size(2560, 1440, 3),
          new Size(3840, 2160, 3));

  private static final List<Size> QUICKLY =
      List.of(SIZES.get(0), SIZES.get(2), SIZES.get(4), SIZES.get(6), SIZES.get(8));

  private record Size(int width, int height, int channels) {

    long bytes() {
      return (long) width * height * channels;
    }

    @Override
    public String toString() {
      return width + "x" + height + "x" + channels;
    }
  }

  @Override
  public String name() {
    return "curve-sizes";
  }

  @Override
  public String title() {
    return "The cost of a frame by its size";
  }

  @Override
  public String explanation() {
    return "One process, one thread, four slots in turn, no route; the median of "
        + "rounds in one JVM that is warmed up for each size, beside a C loop of `memcpy`. "
        + "*In and out* copies the frame twice, *in, and on loan* once, *in place, and on loan* "
        + "never, so that it must stay flat. GB/s counts each byte as often as it is copied. A "
        + "bend is to be expected where a frame no longer fits the second-level cache of a core, "
        + "where four slots and the two private frames no longer fit the last-level cache, and at "
        + "the small end, where the ring's own work is more than the copy.";
  }

  @Override
  public double estimate(Bench bench) {
    return !bench.newest() ? 0 : bench.quick() ? 11 : 57;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    if (!bench.newest()) {
      return;
    }
    Path limit =
        Programs.compiled(bench, "integration-tests/benchmarks/src/main/cpp/memcpy_slots.cpp");
    List<Size> sizes = bench.quick() ? QUICKLY : SIZES;
    double least = 0;
    double most = 0;
    try (Segments segments = Segments.fresh();
        Partner loop = new Partner(bench, List.of("-Xmx1g"), SizeLoop.class, segments.name(0))) {
      // The first size would else be measured by code that the JVM has just met, and which it
      // compiles anew when it meets the second.
      for (Size size : List.of(sizes.get(1), sizes.get(0), sizes.get(1))) {
        ask(loop, size, bench.quick() ? 3 : 6, 100);
      }
      for (Size size : sizes) {
        String said = ask(loop, size, 5, bench.quick() ? 50 : 150);
        double inPlace = Programs.value(said, "inPlace");
        least = size == sizes.get(0) ? inPlace : least;
        most = inPlace;
        row(bench, report, size, 1e6 / memcpy(limit, size, bench.quick()), said);
      }
    }
    // Of the largest frame to the smallest: what is not copied does not depend on the size.
    report.ratio(bench, "in-place-4k-to-4kib", false, most / least);
  }

  private static String ask(Partner loop, Size size, int rounds, int millis) throws Exception {
    return loop.ask(
        String.format(
            "size %d %d %d %d %d", size.width(), size.height(), size.channels(), rounds, millis),
        PATIENCE);
  }

  private void row(Bench bench, Report report, Size size, double memcpy, String said) {
    double copying = Programs.value(said, "copying");
    double lending = Programs.value(said, "lending");
    double inPlace = Programs.value(said, "inPlace");
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("bytes", (double) size.bytes());
    values.put("C memcpy in and out µs", memcpy);
    values.put("in and out µs", copying);
    values.put("in, and on loan µs", lending);
    values.put("in place, and on loan µs", inPlace);
    values.put("C memcpy in and out GB/s", rate(2 * size.bytes(), memcpy));
    values.put("in and out GB/s", rate(2 * size.bytes(), copying));
    values.put("in, and on loan GB/s", rate(size.bytes(), lending));
    report.row(this, bench, size.toString(), values);
    cost(report, size, "C memcpy, in and out", memcpy);
    cost(report, size, "ring, in and out", copying);
    cost(report, size, "ring, in, and on loan", lending);
    cost(report, size, "ring, in place, and on loan", inPlace);
    rate(report, size, "C memcpy, in and out", rate(2 * size.bytes(), memcpy));
    rate(report, size, "ring, in and out", rate(2 * size.bytes(), copying));
    rate(report, size, "ring, in, and on loan", rate(size.bytes(), lending));
  }

  private void cost(Report report, Size size, String series, double micros) {
    report.point(this, COST, BYTES, "µs a frame (log)", series, size.bytes(), micros);
  }

  private void rate(Report report, Size size, String series, double rate) {
    report.point(this, RATE, BYTES, "GB/s", series, size.bytes(), rate);
  }

  /** Gigabytes a second. */
  private static double rate(long bytes, double micros) {
    return bytes / micros / 1e3;
  }

  /** Frames a second, in and out; the median of three. */
  private static double memcpy(Path limit, Size size, boolean quick) throws Exception {
    double[] rates = new double[quick ? 1 : 3];
    for (int i = 0; i < rates.length; i++) {
      rates[i] =
          Programs.value(
              Programs.output(
                  List.of(
                      limit.toString(),
                      "" + size.bytes(),
                      "" + SizeLoop.SLOTS,
                      quick ? "0.3" : "0.4"),
                  PATIENCE),
              "inout_fps");
    }
    return SizeLoop.median(rates);
  }
}
