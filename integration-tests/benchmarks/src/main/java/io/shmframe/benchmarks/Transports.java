// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** What people would use instead: rows of the example {@code comparison}. */
final class Transports implements Part {

  private static final String RING = "ring";
  private static final String PROGRAM = "io.shmframe.examples.comparison.Comparison";

  /** By the rows' names: which goal, and whether the design has one. */
  private static final Map<String, Goal> GOALS = goals();

  private static Map<String, Goal> goals() {
    Map<String, Goal> goals = new LinkedHashMap<>();
    goals.put("jpeg-unix", Goal.JPEG_UNIX);
    goals.put("jpeg-tcp", Goal.JPEG_TCP);
    goals.put("raw-unix", Goal.RAW_UNIX);
    goals.put("aeron", Goal.AERON);
    goals.put("chronicle", Goal.CHRONICLE);
    return goals;
  }

  @Override
  public String name() {
    return "transports";
  }

  @Override
  public String title() {
    return "What people would use instead, 1920x1080";
  }

  @Override
  public String explanation() {
    return "From one Camel route to another in a second process, by the example `comparison`, which says more"
        + " of it. *Frames a second* flat out, copying at both ends but for `ring-loan`; the latency from the sending"
        + " route to the receiving one, and the CPU, at 30 frames a second.";
  }

  @Override
  public double estimate(Bench bench) {
    return bench.quick() ? 55 : 90;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    List<String> rows = new ArrayList<>(List.of(RING));
    if (!bench.quick()) {
      rows.add("ring-loan");
    }
    rows.addAll(GOALS.keySet());
    Path target = Files.createDirectories(bench.target().resolve("jdk" + bench.version()));
    Path file = target.resolve("comparison.json");
    Files.deleteIfExists(file);
    Iterator<String> next = rows.iterator();
    Programs.output(
        Programs.java(
            bench,
            List.of(
                "-Djava.awt.headless=true",
                "-Dio.netty.noUnsafe=true",
                "-Dcomparison.endWithParent=true",
                "-Dcomparison.target=" + target,
                "-Dcomparison.sizes=" + Sizes.FULL_HD,
                "-Dcomparison.seconds=" + bench.seconds(2),
                "-Dcomparison.only=" + String.join(",", rows)),
            PROGRAM,
            List.of()),
        Duration.ofSeconds(240),
        line -> {
          // One at the start, and one behind each row.
          if (line.startsWith("comparison: ") && next.hasNext()) {
            report.measuring(this, bench, next.next());
          }
        });
    JsonObject all = (JsonObject) Jsoner.deserialize(Files.readString(file));
    take(bench, report, (JsonArray) all.get("rows"));
  }

  /** The rows of the example, with what they say of the goals. */
  void take(Bench bench, Report report, JsonArray rows) {
    Optional<Double> ring = Optional.empty();
    for (Object each : rows) {
      JsonObject row = (JsonObject) each;
      String name = row.getString("name");
      JsonObject figures = (JsonObject) row.get("figures");
      if (figures == null) {
        report.missing(this, name + ", JDK " + bench.version(), row.getString("trouble"));
        continue;
      }
      double rate = figures.getDouble("framesPerSecond");
      if (name.equals(RING)) {
        ring = Optional.of(rate);
      }
      report.row(this, bench, name, values(figures, ring));
      Goal goal = GOALS.get(name);
      if (goal != null && ring.isPresent()) {
        goal.found(report, bench, ring.get() / rate);
        report.ratio(bench, "ring-to-" + name, true, ring.get() / rate);
      }
    }
  }

  private static Map<String, Double> values(JsonObject figures, Optional<Double> ring) {
    double rate = figures.getDouble("framesPerSecond");
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("frames a second", rate);
    ring.ifPresent(it -> values.put("the ring carries, times", it / rate));
    values.put("latency p50 µs", figures.getDouble("latencyP50Micros"));
    values.put("latency p99 µs", figures.getDouble("latencyP99Micros"));
    values.put("sender's CPU %", figures.getDouble("senderCpuPercent"));
    values.put("receiver's CPU %", figures.getDouble("receiverCpuPercent"));
    values.put("wrong", figures.getDouble("wrong"));
    return values;
  }
}
