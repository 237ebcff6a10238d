// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How near the ring comes to what memory itself can do. */
final class Copies implements Part {

  private static final int SLOTS = 4;

  @Override
  public String name() {
    return "copies";
  }

  @Override
  public String title() {
    return "Copying, against memcpy in C";
  }

  @Override
  public String explanation() {
    return "Frames a second, one process, one thread: a ring of four slots by JMH, and a loop of"
        + " `memcpy` in C over as many slots, before and behind Java's turn, since this memory may"
        + " be slower a minute later. *In*: an array into the next slot. *In and out*: and back"
        + " into an array that is used again. *New array*: into a new one each time, as a consumer"
        + " does. *In place*: written in place and lent, so nothing is copied: what the ring itself"
        + " takes for a frame, at both ends.";
  }

  @Override
  public double estimate(Bench bench) {
    return bench.quick() ? 19 : bench.newest() ? 58 : 34;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    Path limit =
        Programs.compiled(bench, "integration-tests/benchmarks/src/main/cpp/memcpy_slots.cpp");
    for (String size : Sizes.ALL) {
      size(bench, report, limit, size);
    }
  }

  private void size(Bench bench, Report report, Path limit, String size) throws Exception {
    report.measuring(this, bench, size);
    String before = memcpy(bench, limit, size);
    double javaIn = jmh(bench, "in", size);
    double javaInOut = jmh(bench, "inAndOut", size);
    String behind = memcpy(bench, limit, size);
    double in = mean(before, behind, "in_fps");
    double inOut = mean(before, behind, "inout_fps");
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("C in", in);
    values.put("Java in", javaIn);
    values.put("in, ratio", javaIn / in);
    values.put("C in and out", inOut);
    values.put("Java in and out", javaInOut);
    values.put("in and out, ratio", javaInOut / inOut);
    if (bench.newest() && !bench.quick()) {
      values.put("new array", jmh(bench, "inAndOutIntoANewArray", size));
      values.put("in place", jmh(bench, "inPlaceAndOnLoan", size));
    }
    report.row(this, bench, size, values);
    report.ratio(bench, "copy-in-" + size, true, javaIn / in);
    report.ratio(bench, "copy-in-and-out-" + size, true, javaInOut / inOut);
    if (size.equals(Sizes.FULL_HD)) {
      Goal.COPY.found(report, bench, javaInOut / inOut);
    }
  }

  private static double jmh(Bench bench, String method, String size) throws Exception {
    return Jmh.perSecond(bench, RingCopyBenchmark.class, method, size);
  }

  private static String memcpy(Bench bench, Path limit, String size) throws Exception {
    return Programs.output(
        List.of(
            limit.toString(), "" + Sizes.bytes(size), "" + SLOTS, bench.quick() ? "0.8" : "1.6"),
        Duration.ofSeconds(30));
  }

  private static double mean(String before, String behind, String name) {
    return (Programs.value(before, name) + Programs.value(behind, name)) / 2;
  }
}
