// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;

/**
 * The cameras of the wall: looks for segments twice a second, and adds and removes a Camel route
 * for each. Safe from any thread.
 */
final class Wall implements AutoCloseable {

  private static final long EVERY_MILLIS = 500;

  /** How many looks a camera whose segment is gone stays, so that one can see that it is gone. */
  private static final int FAREWELL_LOOKS = 20;

  private final DemoOptions options;
  private final CameraRoutes routes;
  private final Segments segments;
  private final Map<String, WatchedCamera> cameras = new TreeMap<>();
  private final Map<String, SegmentLayout> chosen = new HashMap<>();
  private final Map<String, String> refused = new HashMap<>();
  private final Map<String, Integer> absent = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "wall");
            thread.setDaemon(true);
            return thread;
          });
  private List<Found> others = List.of();
  private String trouble = "";

  Wall(CamelContext camel, DemoOptions options, Snapshots snapshots) {
    this.options = options;
    this.routes = new CameraRoutes(camel, options, snapshots);
    this.segments = new Segments(options.directory(), options.layouts());
  }

  /** Begins with the demo's own camera, whether its segment is there yet or not. */
  void start() {
    synchronized (this) {
      add(options.segment(), options.ownLayout());
      if (refused.containsKey(options.segment())) {
        throw new IllegalArgumentException(
            "-Ddemo.segment=" + options.segment() + ": " + refused.get(options.segment()));
      }
    }
    timer.scheduleWithFixedDelay(this::round, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** All cameras, by name. */
  synchronized List<WatchedCamera> cameras() {
    return List.copyOf(cameras.values());
  }

  synchronized Optional<WatchedCamera> camera(String name) {
    return Optional.ofNullable(cameras.get(name));
  }

  /** Files that are not shown, and why. */
  synchronized List<Found> others() {
    return others;
  }

  /** Why the folder cannot be looked at; empty where it can. */
  synchronized String trouble() {
    return trouble;
  }

  int mostCameras() {
    return options.maxCameras();
  }

  /**
   * Shows a segment in a layout that a person has chosen.
   *
   * @throws IllegalArgumentException if it cannot be shown so, in words for that person
   */
  synchronized void choose(String name, SegmentLayout layout) {
    boolean known = cameras.containsKey(name);
    if (!known && others.stream().noneMatch(found -> found.name().equals(name))) {
      throw new IllegalArgumentException("There is no segment '" + name + "'");
    }
    if (!known && full()) {
      throw new IllegalArgumentException(tooMany());
    }
    remove(name);
    refused.remove(name);
    chosen.put(name, layout);
    add(name, layout);
    if (refused.containsKey(name)) {
      chosen.remove(name);
      throw new IllegalArgumentException(refused.remove(name));
    }
    cameras.get(name).present(true);
  }

  private void round() {
    try {
      look();
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        trouble = "The folder " + options.directory() + " cannot be looked at: " + e.getMessage();
      }
    }
    cameras().forEach(WatchedCamera::sample);
  }

  /** One look into the folder. */
  synchronized void look() throws IOException {
    List<Found> left = new ArrayList<>();
    Map<String, Found> found = new TreeMap<>();
    segments.look().forEach(it -> found.put(it.name(), it));
    trouble = "";
    depart(found);
    for (Found it : found.values()) {
      arrive(it).ifPresent(left::add);
    }
    others = List.copyOf(left);
  }

  private void depart(Map<String, Found> found) {
    for (WatchedCamera camera : cameras()) {
      String name = camera.name();
      Found now = found.get(name);
      camera.present(now != null);
      int looks = now != null ? 0 : absent.merge(name, 1, Integer::sum);
      if (now != null) {
        absent.remove(name);
        boolean ring = camera.layout().layout().equals("ring");
        if (ring != now.ring() && (ring || !chosen.containsKey(name)) && layout(now).isPresent()) {
          // The name belongs to a segment of another kind by now.
          remove(name);
        }
      } else if (looks > FAREWELL_LOOKS && !name.equals(options.segment())) {
        remove(name);
        absent.remove(name);
        chosen.remove(name);
      }
    }
    refused.keySet().removeIf(name -> !found.containsKey(name));
  }

  /** Shows a segment that is not shown yet; says why where it cannot. */
  private Optional<Found> arrive(Found it) {
    if (cameras.containsKey(it.name())) {
      return Optional.empty();
    }
    Optional<SegmentLayout> layout = layout(it);
    if (layout.isEmpty()) {
      return Optional.of(it);
    }
    if (full()) {
      return Optional.of(it.because(tooMany()));
    }
    if (!refused.containsKey(it.name())) {
      add(it.name(), layout.get());
    }
    if (refused.containsKey(it.name())) {
      return Optional.of(it.because(refused.get(it.name())));
    }
    cameras.get(it.name()).present(true);
    return Optional.empty();
  }

  private Optional<SegmentLayout> layout(Found it) {
    return Optional.ofNullable(chosen.get(it.name())).or(it::layout);
  }

  private boolean full() {
    return cameras.size() >= options.maxCameras();
  }

  private String tooMany() {
    return "not shown: " + options.maxCameras() + " cameras are the most (-Ddemo.maxCameras)";
  }

  private void add(String name, SegmentLayout layout) {
    try {
      cameras.put(name, routes.open(name, layout));
    } catch (IllegalArgumentException e) {
      refused.put(name, e.getMessage());
    }
  }

  private void remove(String name) {
    routes.close(name);
    WatchedCamera camera = cameras.remove(name);
    if (camera != null) {
      camera.history().clear();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
