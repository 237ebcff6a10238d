// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.frame.ReaderCounters;
import io.shmframe.layout.Field;
import io.shmframe.layout.Preset;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** How the route is doing: as JSON for the page, as a line for the terminal. */
final class Status {

  /**
   * A camera that says nothing for so long is taken for gone; the layout has no sign of its
   * writer's life.
   */
  private static final double GONE_AFTER_MILLIS = 5_000;

  private final DemoOptions options;
  private final ShmFrameConsumer consumer;
  private final LiveRoute route;
  private final Ages ages;
  private final Rate rate;

  Status(DemoOptions options, ShmFrameConsumer consumer, LiveRoute route, Ages ages) {
    this.options = options;
    this.consumer = consumer;
    this.route = route;
    this.ages = ages;
    this.rate = new Rate(() -> consumer.counters().delivered());
  }

  /** Frames a second, over the last second or so. */
  Rate rate() {
    return rate;
  }

  String state() {
    boolean never = consumer.counters().delivered() == 0;
    Optional<String> trouble = consumer.trouble();
    if (trouble.isEmpty()) {
      return never ? "waiting" : "live";
    }
    if (consumer.starved()) {
      return "starved";
    }
    if (never) {
      return "waiting";
    }
    boolean fileThere = java.nio.file.Files.exists(options.path());
    return fileThere && silenceMillis() < GONE_AFTER_MILLIS ? "stale" : "gone";
  }

  private double silenceMillis() {
    return route.lastStamp() == 0 ? 0 : Math.max(0, Clock.millis() - route.lastStamp());
  }

  String line() {
    ReaderCounters counters = consumer.counters();
    String size =
        consumer
            .header()
            .map(h -> h.get("width") + "x" + h.get("height") + "x" + h.get("channels"))
            .orElse("no segment");
    return String.format(
        Locale.ROOT,
        "%-7s frames=%d fps=%.1f age_p50_ms=%.2f missed=%d torn=%d %s snapshots=%d",
        state(),
        counters.delivered(),
        rate.perSecond(),
        ages.p50Millis(),
        counters.missed(),
        counters.torn(),
        size,
        route.snapshots());
  }

  /** What the page shows; the ages are those since the count that the page had before. */
  String json(long agesFrom) {
    ReaderCounters counters = consumer.counters();
    Optional<Map<String, Object>> header = consumer.header();
    double[] newAges = ages.since(agesFrom);
    JsonObject json = new JsonObject();
    json.put("state", state());
    json.put("message", consumer.trouble().orElse(""));
    json.put("segment", options.segment());
    json.put("endpoint", options.endpoint());
    json.put("frames", counters.delivered());
    json.put("fps", counters.delivered() == 0 ? null : rate.perSecond());
    json.put("ageMs", newAges.length == 0 ? null : newAges[newAges.length - 1]);
    JsonArray list = new JsonArray();
    for (double age : newAges) {
      list.add(Math.round(age * 1000) / 1000.0);
    }
    json.put("agesMs", list);
    json.put("missed", counters.missed());
    json.put("torn", counters.torn());
    json.put("reattached", counters.reattached());
    json.put("frameAgeNowMs", route.lastStamp() == 0 ? null : Math.round(silenceMillis()));
    json.put("bytesPerSecond", header.map(h -> (long) (rate.perSecond() * size(h))).orElse(0L));
    json.put("snapshots", route.snapshots());
    json.put("lastSnapshot", route.lastSnapshot());
    json.put("header", header.map(JsonObject::new).orElse(null));
    json.put("layoutFields", fields());
    json.put("java", System.getProperty("java.version"));
    json.put("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    return json.toJson();
  }

  private static double size(Map<String, Object> header) {
    return Stream.of("width", "height", "channels")
        .mapToDouble(name -> ((Number) header.get(name)).doubleValue())
        .reduce(1, (one, other) -> one * other);
  }

  private static JsonArray fields() {
    JsonArray list = new JsonArray();
    for (Field field : Preset.FRAMEHEADER.layout().fields()) {
      JsonObject json = new JsonObject();
      json.put("name", field.name());
      json.put("type", field.type().name().toLowerCase(Locale.ROOT));
      json.put("offset", field.offset());
      list.add(json);
    }
    return list;
  }
}
