// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.frame.ReaderCounters;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** How the detector is doing, as the page shows it. */
@Singleton
final class Status {

  /** A layout without a sign of its writer's life: who is silent for so long is taken for gone. */
  private static final long GONE_AFTER_MILLIS = 5_000;

  private final CamelContext context;
  private final EdgeConfig config;
  private final Detections detections;
  private final EventCounts events;

  Status(CamelContext context, EdgeConfig config, Detections detections, EventCounts events) {
    this.context = context;
    this.config = config;
    this.detections = detections;
    this.events = events;
  }

  /** An endpoint for the page: without its options, and without a password before them. */
  static String shown(String uri) {
    return URISupport.sanitizeUri(uri).replaceFirst("\\?.*", "");
  }

  JsonObject json() {
    List<Detection> last = detections.last();
    JsonObject json = new JsonObject();
    Optional<ShmFrameConsumer> consumer = consumer();
    json.put("state", consumer.map(it -> state(it, last)).orElse("waiting"));
    json.put("message", consumer.flatMap(ShmFrameConsumer::trouble).orElse(""));
    json.put("input", config.input().name());
    json.put("output", config.output().name());
    json.put("events", shown(config.events()));
    json.put("dropped", events.dropped());
    consumer.map(ShmFrameConsumer::counters).ifPresent(counters -> count(json, counters));
    json.put("ageMillis", last.isEmpty() ? null : silence(last.get(0)));
    JsonArray list = new JsonArray();
    last.forEach(detection -> list.add(detection.json()));
    json.put("last", list);
    return json;
  }

  private static void count(JsonObject json, ReaderCounters counters) {
    json.put("frames", counters.delivered());
    json.put("missed", counters.missed());
    json.put("torn", counters.torn());
  }

  /** None before the routes have started, and when they have ended. */
  private Optional<ShmFrameConsumer> consumer() {
    Route route = context.getRoute(EdgeRoutes.DETECTOR);
    boolean started =
        route != null
            && context.getRouteController().getRouteStatus(EdgeRoutes.DETECTOR).isStarted();
    return started ? Optional.of((ShmFrameConsumer) route.getConsumer()) : Optional.empty();
  }

  private String state(ShmFrameConsumer consumer, List<Detection> last) {
    if (consumer.trouble().isEmpty()) {
      return last.isEmpty() ? "waiting" : "live";
    }
    if (consumer.starved()) {
      return "starved";
    }
    if (last.isEmpty()) {
      return "waiting";
    }
    boolean there = Files.exists(config.directory().resolve(config.input().name()));
    return there && silence(last.get(0)) < GONE_AFTER_MILLIS ? "stale" : "gone";
  }

  /** Since the newest picture was taken, in milliseconds. */
  private static long silence(Detection newest) {
    return Math.max(0, System.currentTimeMillis() - newest.timestamp());
  }
}
