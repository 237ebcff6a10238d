// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As {@link Copies}, with the layout {@code frameheader}. */
final class FrameheaderCopies implements Part {

  @Override
  public String name() {
    return "frameheader-copies";
  }

  @Override
  public String title() {
    return "Copying with frameheader, against memcpy in C";
  }

  @Override
  public String explanation() {
    return "Frames a second, one process, one thread: JMH, and a loop of `memcpy` in C on a segment of the same"
        + " size. *Stamp*: in, and out into an array that is used again, checked by the stamp. *Compare*: checked"
        + " as by default. *New array*: as by default, into a new array each time, which is what a consumer does.";
  }

  @Override
  public double estimate(Bench bench) {
    return !bench.newest() ? 0 : bench.quick() ? 20 : 45;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    Path limit =
        Programs.compiled(bench, "integration-tests/interop/src/test/cpp/memcpy_limit.cpp");
    for (String size : Sizes.ALL) {
      report.measuring(this, bench, size);
      String said =
          Programs.output(
              List.of(limit.toString(), "" + Sizes.width(size), "" + Sizes.height(size), "3", "2"),
              Duration.ofSeconds(30));
      double limited = Programs.value(said, "inout_fps");
      double stamp = jmh(bench, "inAndOutByStamp", size);
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("C in and out", limited);
      values.put("stamp", stamp);
      values.put("ratio", stamp / limited);
      values.put("compare", jmh(bench, "inAndOutByComparing", size));
      values.put("compare, new array", jmh(bench, "inAndOutIntoANewArray", size));
      report.row(this, bench, size, values);
    }
  }

  private static double jmh(Bench bench, String method, String size) throws Exception {
    return Jmh.perSecond(bench, CopyBenchmark.class, method, size);
  }
}
