// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import com.sun.net.httpserver.HttpExchange;
import io.shmframe.examples.liveview.Shots.Shot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Requests for one camera: {@code GET /cameras/NAME/pixel?frame=N&x=X&y=Y}, {@code GET
 * /cameras/NAME/next?after=N&quality=Q}, {@code POST /cameras/NAME/layout}.
 */
final class CameraRequests {

  private static final String PREFIX = "/cameras/";
  private static final long STEP_MILLIS = 2000;
  private static final int LONGEST_LAYOUT = 4096;

  private final Wall wall;

  CameraRequests(Wall wall) {
    this.wall = wall;
  }

  /** Answers one of them, or that there is no such thing. */
  void answer(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
    int slash = path.indexOf('/');
    String name = slash < 0 ? path : path.substring(0, slash);
    String what = exchange.getRequestMethod() + (slash < 0 ? "" : path.substring(slash));
    Optional<WatchedCamera> camera = wall.camera(name);
    try {
      if (what.equals("POST/layout")) {
        layout(exchange, name);
      } else if (camera.isPresent() && what.equals("GET/pixel")) {
        pixel(exchange, camera.get());
      } else if (camera.isPresent() && what.equals("GET/next")) {
        next(exchange, camera.get());
      } else {
        String why = camera.isPresent() ? "No such request" : "There is no camera '" + name + "'";
        Answers.text(exchange, 404, why);
      }
    } catch (IllegalArgumentException e) {
      Answers.text(exchange, 400, e.getMessage());
    }
  }

  private void pixel(HttpExchange exchange, WatchedCamera camera) throws IOException {
    Map<String, String> query = Answers.query(exchange);
    long number = Answers.number(query, "frame", -1, 1, Long.MAX_VALUE);
    int x = (int) Answers.number(query, "x", -1, 0, Integer.MAX_VALUE);
    int y = (int) Answers.number(query, "y", -1, 0, Integer.MAX_VALUE);
    Optional<FrameCopy> frame = camera.frame(number);
    if (frame.isEmpty()) {
      Answers.text(exchange, 410, "Frame " + number + " is not kept any more");
    } else {
      Answers.json(exchange, Pixel.json(frame.get(), x, y));
    }
  }

  private void next(HttpExchange exchange, WatchedCamera camera)
      throws IOException, InterruptedException {
    Map<String, String> query = Answers.query(exchange);
    long after = Answers.number(query, "after", 0, 0, Long.MAX_VALUE);
    int quality = (int) Answers.number(query, "quality", 75, 1, 100);
    Optional<FrameCopy> frame = camera.history().next(after, STEP_MILLIS);
    if (frame.isEmpty()) {
      Answers.bytes(exchange, 204, "image/jpeg", new byte[0]);
      return;
    }
    Shot shot = new Shot(frame.get(), Jpegs.of(frame.get(), quality, 0));
    exchange.getResponseHeaders().set("X-Frame", WallStream.head(camera, shot).toJson());
    Answers.bytes(exchange, 200, "image/jpeg", shot.jpeg());
  }

  private void layout(HttpExchange exchange, String name) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_LAYOUT);
    wall.choose(name, SegmentLayout.parse(new String(body, StandardCharsets.UTF_8)));
    Answers.text(exchange, 200, name + " is shown");
  }
}
