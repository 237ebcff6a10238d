// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.examples.liveview.Shots.Shot;
import io.shmframe.examples.liveview.Shots.Variant;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.util.json.JsonObject;

/**
 * Everything that one page shows, over one connection: a browser has six for a host, so that a
 * stream for each picture would end at six. Records follow each other, each with the length of its
 * JSON and that of its JPEG (4 bytes, the highest first), the JSON and the JPEG.
 *
 * <p>Runs on its viewer's own thread. A viewer that is slow is written to slowly, gets the newest
 * picture each time, and delays nobody else.
 */
final class WallStream {

  private static final long LOOK_MILLIS = 10;
  private static final long FIGURES_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final byte[] NONE = {};

  /** How far a page is with one camera. */
  private static final class Place {
    private long seen;

    private Place(long seen) {
      this.seen = seen;
    }

    private long dueNanos = System.nanoTime();
    private long pictures;
  }

  private final Wall wall;
  private final WallJson json;
  private final Viewer viewer;
  private final Map<WatchedCamera, Place> places = new HashMap<>();

  WallStream(Wall wall, WallJson json, Viewer viewer) {
    this.wall = wall;
    this.json = json;
    this.viewer = viewer;
  }

  /** Writes until the viewer leaves or the server ends. */
  void write(OutputStream target, BooleanSupplier ending) throws IOException, InterruptedException {
    DataOutputStream out = new DataOutputStream(target);
    long figures = System.nanoTime();
    while (!ending.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - figures >= 0) {
        figures = now + FIGURES_NANOS;
        record(out, json.figures(viewer.open()), NONE);
      }
      pictures(out);
      out.flush();
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void pictures(DataOutputStream out) throws IOException {
    List<WatchedCamera> shown = shown();
    places.keySet().retainAll(shown);
    for (WatchedCamera camera : shown) {
      Place place = places.computeIfAbsent(camera, this::begin);
      boolean due = System.nanoTime() - place.dueNanos >= 0;
      if (due && place.pictures < viewer.pictures()) {
        picture(out, camera, place);
      }
    }
  }

  /** A page that wants so many pictures and no more wants those that are still to come. */
  private Place begin(WatchedCamera camera) {
    return new Place(viewer.pictures() == Long.MAX_VALUE ? 0 : camera.number());
  }

  private List<WatchedCamera> shown() {
    if (viewer.open().isEmpty()) {
      return wall.cameras();
    }
    List<WatchedCamera> one = new ArrayList<>();
    wall.camera(viewer.open()).ifPresent(one::add);
    for (WatchedCamera camera : one) {
      if (viewer.hold() > 0) {
        camera.history().hold(viewer.hold());
      } else {
        camera.history().watch();
      }
    }
    return one;
  }

  private void picture(DataOutputStream out, WatchedCamera camera, Place place) throws IOException {
    int width = viewer.open().isEmpty() ? viewer.width() : 0;
    var shot = camera.shot(new Variant(viewer.quality(), width), place.seen);
    if (shot.isPresent()) {
      place.seen = shot.get().frame().number();
      place.pictures++;
      // In step with the period, but not in a hurry after a pause.
      long now = System.nanoTime();
      place.dueNanos = Math.max(place.dueNanos + viewer.periodNanos(), now - LOOK_MILLIS);
      record(out, head(camera, shot.get()), shot.get().jpeg());
    }
  }

  /** What a picture shows. */
  static JsonObject head(WatchedCamera camera, Shot shot) {
    FrameCopy frame = shot.frame();
    JsonObject head = new JsonObject();
    head.put("type", "picture");
    head.put("camera", camera.name());
    head.put("frame", frame.number());
    head.put("sequence", frame.sequence() < 0 ? null : frame.sequence());
    head.put("stampMs", frame.stampNanos() == 0 ? null : frame.stampNanos() / 1e6);
    head.put("raw", frame.raw());
    return head;
  }

  /** Writes one record. */
  static void record(DataOutputStream out, JsonObject json, byte[] jpeg) throws IOException {
    byte[] text = json.toJson().getBytes(StandardCharsets.UTF_8);
    out.writeInt(text.length);
    out.writeInt(jpeg.length);
    out.write(text);
    out.write(jpeg);
  }
}
