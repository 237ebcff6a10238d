// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.Map;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** A run as {@code benchmarks.json} has it, which {@code .ci/figures} reads. */
final class Json {

  private Json() {}

  static String of(Run run) {
    JsonObject all = new JsonObject();
    all.put("machine", machine(run.machine()));
    all.put("date", run.when().toString());
    all.put("quick", run.quick());
    Findings found = run.findings();
    JsonArray rows = list(all, "rows");
    found.rows().forEach(it -> rows.add(row(it)));
    JsonArray points = list(all, "points");
    found.points().forEach(it -> points.add(point(it)));
    JsonArray goals = list(all, "goals");
    found.verdicts().forEach(it -> goals.add(goal(it)));
    JsonArray ratios = list(all, "ratios");
    found.ratios().forEach(it -> ratios.add(ratio(it)));
    JsonArray missing = list(all, "missing");
    found
        .missing()
        .forEach(
            it ->
                missing.add(object(Map.of("part", it.part(), "what", it.what(), "why", it.why()))));
    JsonArray failures = list(all, "failures");
    found
        .failures()
        .forEach(
            it ->
                failures.add(
                    object(Map.of("part", it.part(), "jdk", it.jdk(), "message", it.message()))));
    return Jsoner.prettyPrint(all.toJson()) + "\n";
  }

  private static JsonObject machine(Machine machine) {
    JsonObject it = new JsonObject();
    it.put("processor", machine.processor());
    it.put("cores", machine.cores());
    it.put("memoryBytes", machine.memoryBytes());
    it.put("kernel", machine.kernel());
    it.put("hugePagesOfSharedMemory", machine.hugePages());
    it.put("loadBefore", machine.load());
    it.put("jvms", new JsonArray(machine.jvms()));
    return it;
  }

  private static JsonObject row(Findings.Row row) {
    JsonObject it = new JsonObject();
    it.put("part", row.part());
    it.put("jdk", row.jdk());
    it.put("name", row.name());
    it.put("values", new JsonObject(row.values()));
    return it;
  }

  private static JsonObject point(Findings.Point point) {
    JsonObject it = new JsonObject();
    it.put("part", point.part());
    it.put("chart", point.chart());
    it.put("x", point.x());
    it.put("y", point.y());
    it.put("series", point.series());
    it.put("atX", point.atX());
    it.put("atY", point.atY());
    return it;
  }

  private static JsonObject goal(Findings.Verdict verdict) {
    JsonObject it = new JsonObject();
    it.put("jdk", verdict.jdk());
    it.put("goal", verdict.goal());
    it.put("wanted", verdict.wanted());
    it.put("atLeast", verdict.atLeast());
    it.put("found", verdict.found());
    it.put("unit", verdict.unit());
    it.put("reached", verdict.reached());
    return it;
  }

  private static JsonObject ratio(Findings.Ratio ratio) {
    JsonObject it = new JsonObject();
    it.put("jdk", ratio.jdk());
    it.put("name", ratio.name());
    it.put("atLeast", ratio.atLeast());
    it.put("value", ratio.value());
    return it;
  }

  private static JsonObject object(Map<String, Object> values) {
    return new JsonObject(values);
  }

  private static JsonArray list(JsonObject all, String name) {
    JsonArray list = new JsonArray();
    all.put(name, list);
    return list;
  }
}
