// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * All that was found out.
 *
 * @param machine where
 * @param when it began
 * @param seconds of each row flat out
 * @param fps the steady pace
 * @param rows in the order of the tables
 */
record Results(Machine machine, Instant when, double seconds, double fps, List<Result> rows) {

  /** The row that others are compared with, at a size. */
  static final String BASE = "ring";

  List<Size> sizes() {
    return rows.stream().map(Result::size).distinct().toList();
  }

  List<Result> of(Size size) {
    return rows.stream().filter(row -> row.size().equals(size)).toList();
  }

  /** How many times as many frames a second the ring carries. */
  Optional<Double> ratio(Result other) {
    return of(other.size()).stream()
        .filter(row -> row.name().equals(BASE))
        .findFirst()
        .flatMap(Result::figures)
        .flatMap(base -> other.figures().map(it -> base.framesPerSecond() / it.framesPerSecond()));
  }

  String json() {
    JsonObject all = new JsonObject();
    JsonObject where = new JsonObject();
    where.put("processor", machine.processor());
    where.put("cores", machine.cores());
    where.put("memoryBytes", machine.memoryBytes());
    where.put("kernel", machine.kernel());
    where.put("jvm", machine.jvm());
    all.put("machine", where);
    all.put("when", when.toString());
    all.put("seconds", seconds);
    all.put("fps", fps);
    JsonArray list = new JsonArray();
    rows.forEach(row -> list.add(json(row)));
    all.put("rows", list);
    return Jsoner.prettyPrint(all.toJson()) + "\n";
  }

  private JsonObject json(Result row) {
    JsonObject it = new JsonObject();
    it.put("name", row.name());
    it.put("title", row.title());
    it.put("width", row.size().width());
    it.put("height", row.size().height());
    row.trouble().ifPresent(trouble -> it.put("trouble", trouble));
    row.third().ifPresent(third -> it.put("third", third));
    row.figures().ifPresent(figures -> it.put("figures", json(row, figures)));
    JsonArray copies = new JsonArray();
    for (Copy copy : row.copies()) {
      JsonObject one = new JsonObject();
      one.put("what", copy.what());
      one.put("by", copy.kernel() ? "kernel" : "user");
      one.put("of", copy.encoded() ? "encoded" : "raw");
      copies.add(one);
    }
    it.put("copies", copies);
    return it;
  }

  private JsonObject json(Result row, Figures figures) {
    Map<String, Object> all = new TreeMap<>();
    all.put("framesPerSecond", figures.framesPerSecond());
    all.put("missedShare", figures.missedShare());
    if (figures.pauseMicros() >= 0) {
      all.put("pauseMicros", figures.pauseMicros());
    }
    all.put("senderMillisPerFrame", figures.senderMillis());
    all.put("receiverMillisPerFrame", figures.receiverMillis());
    all.put("thirdMillisPerFrame", figures.thirdMillis());
    all.put("latencyP50Micros", figures.p50Micros());
    all.put("latencyP99Micros", figures.p99Micros());
    all.put("latencyFrames", figures.paced());
    all.put("senderCpuPercent", figures.senderPercent());
    all.put("receiverCpuPercent", figures.receiverPercent());
    all.put("thirdCpuPercent", figures.thirdPercent());
    all.put("lostAtSteadyPace", figures.lost());
    all.put("wrong", figures.wrong());
    all.put("torn", figures.torn());
    all.put("encodedBytes", figures.encodedBytes());
    all.put("copiedBytesUser", row.copiedBytes(false));
    all.put("copiedBytesKernel", row.copiedBytes(true));
    all.put("partMicros", new JsonObject(new TreeMap<>(figures.partMicros())));
    ratio(row).ifPresent(ratio -> all.put("ringTimesFaster", ratio));
    return new JsonObject(all);
  }
}
