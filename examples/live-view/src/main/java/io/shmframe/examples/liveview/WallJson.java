// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.frame.ReaderCounters;
import io.shmframe.frame.RingFigures;
import io.shmframe.layout.Field;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Preset;
import io.shmframe.memory.SegmentException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** What the page is told of the wall, as JSON. */
final class WallJson {

  private final Wall wall;
  private final DemoOptions options;
  private final Snapshots snapshots;

  WallJson(Wall wall, DemoOptions options, Snapshots snapshots) {
    this.wall = wall;
    this.options = options;
    this.snapshots = snapshots;
  }

  /** All cameras in brief, and one of them in full where it is named. */
  JsonObject figures(String open) {
    JsonObject json = new JsonObject();
    json.put("type", "figures");
    json.put("directory", options.directory().toString());
    json.put("most", wall.mostCameras());
    json.put("trouble", wall.trouble());
    JsonArray cameras = new JsonArray();
    wall.cameras().forEach(camera -> cameras.add(brief(camera)));
    json.put("cameras", cameras);
    JsonArray others = new JsonArray();
    for (Found found : wall.others()) {
      JsonObject other = new JsonObject();
      other.put("name", found.name());
      other.put("bytes", found.bytes());
      other.put("about", found.about());
      other.put("begin", found.begin());
      others.add(other);
    }
    json.put("others", others);
    wall.camera(open).ifPresent(camera -> json.put("open", full(camera)));
    return json;
  }

  private static JsonObject brief(WatchedCamera camera) {
    Condition condition = Condition.of(camera);
    double[] newest = camera.ages().since(Math.max(0, camera.ages().count() - 1));
    JsonObject json = new JsonObject();
    json.put("name", camera.name());
    json.put("state", condition.word());
    json.put("detail", condition.detail());
    json.put("note", camera.shots().trouble());
    json.put("layout", camera.layout().toString());
    json.put("frames", camera.number());
    json.put("fps", rounded(camera.rate().perSecond()));
    json.put("ageMs", newest.length == 0 ? null : rounded(newest[0]));
    json.put("missed", camera.counters().missed());
    json.put("torn", camera.torn());
    camera
        .last()
        .ifPresent(
            frame -> {
              json.put("size", frame.geometry().toString());
              json.put("bytes", frame.pixels().length);
            });
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private JsonObject full(WatchedCamera camera) {
    ReaderCounters counters = camera.counters();
    JsonObject json = brief(camera);
    json.put("trend", camera.trend().json());
    json.put("endpoint", camera.layout().uri(options.directory(), camera.name()));
    json.put("unfinished", counters.unfinished());
    json.put("invalid", counters.invalid());
    json.put("reattached", counters.reattached());
    json.put("message", camera.consumer().flatMap(it -> it.trouble()).orElse(""));
    json.put("silenceMs", camera.arrivals().silenceNanos() / 1_000_000);
    json.put("sameMs", camera.stillness().sameNanos() / 1_000_000);
    boolean own = camera.name().equals(options.segment());
    json.put("snapshots", own ? snapshots.count() : null);
    json.put("lastSnapshot", own ? snapshots.last() : "");
    json.put("header", header(camera));
    json.put("ring", ring(camera));
    json.put("java", System.getProperty("java.version"));
    json.put("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    return json;
  }

  /** The header's fields with their places, as far as a description says these. */
  private static JsonArray header(WatchedCamera camera) {
    Map<String, Object> values =
        camera.consumer().flatMap(consumer -> consumer.header()).orElse(Map.of());
    Map<String, Field> places = new HashMap<>();
    fields(camera.layout()).forEach(field -> places.put(field.name(), field));
    JsonArray rows = new JsonArray();
    values.forEach(
        (name, value) -> {
          Optional<Field> place = Optional.ofNullable(places.get(name));
          JsonArray row = new JsonArray();
          row.add(place.map(Field::offset).orElse(null));
          row.add(place.map(it -> it.type().name().toLowerCase(Locale.ROOT)).orElse(""));
          row.add(name);
          row.add(text(value));
          rows.add(row);
        });
    return rows;
  }

  private static List<Field> fields(SegmentLayout layout) {
    if (layout.options().containsKey("align")) {
      // They are elsewhere then, and are shown without their places.
      return List.of();
    }
    try {
      return Preset.of(layout.layout())
          .map(Preset::layout)
          .orElseGet(() -> HeaderLayout.parse(layout.layout()))
          .fields();
    } catch (LayoutException e) {
      // A ring has no description.
      return List.of();
    }
  }

  /** As text: a browser's numbers do not hold every stamp. */
  private static String text(Object value) {
    return value instanceof Object[] many
        ? List.of(many).toString()
        : value instanceof long[] many ? Arrays.toString(many) : String.valueOf(value);
  }

  private JsonObject ring(WatchedCamera camera) {
    if (!camera.layout().layout().equals("ring") || !camera.present()) {
      return null;
    }
    try {
      return ring(RingFigures.of(Path.of(options.directory().toString(), camera.name())));
    } catch (SegmentException e) {
      // It has just gone; the next look says so.
      return null;
    }
  }

  private static JsonObject ring(RingFigures figures) {
    JsonObject json = new JsonObject();
    json.put("slots", figures.slots());
    json.put("capacity", figures.capacity());
    json.put("pins", figures.pins());
    json.put("head", figures.head());
    json.put("writer", figures.writer().map(it -> "process " + it.pid()).orElse("none"));
    json.put("published", figures.published());
    json.put("skipped", figures.skipped());
    json.put("aborted", figures.aborted());
    json.put("takeovers", figures.takeovers());
    json.put("blocked", figures.blocked());
    json.put("refused", figures.refused());
    json.put("readers", figures.readers().size());
    return json;
  }
}
