// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Pictures that are sent to the gateway, into rings. */
@Singleton
final class Uploads {

  static final String RAW = "application/octet-stream";

  private static final Set<String> TYPES = Set.of("image/jpeg", "image/png", RAW);

  private final Cameras cameras;
  private final UploadStep step;
  private final Vertx vertx;
  private final GatewayConfig config;
  private final Semaphore places;

  Uploads(Cameras cameras, UploadStep step, Vertx vertx, GatewayConfig config) {
    this.cameras = cameras;
    this.step = step;
    this.vertx = vertx;
    this.config = config;
    this.places = new Semaphore(config.uploads().maxAtATime());
  }

  void put(RoutingContext request) {
    if (!config.uploadAllowed()) {
      throw Problem.of(
          403, "Uploads: expected gateway.upload=true, found false: this gateway takes none");
    }
    String name = CameraName.require(request.pathParam("name"));
    String type = type(request);
    Optional<RawSize> size =
        type.equals(RAW)
            ? Optional.of(RawSize.of(new Query(request.queryParams()), config.uploads().capacity()))
            : Optional.empty();
    requireRoom(name);
    if (!places.tryAcquire()) {
      throw Problem.later(
          "Uploads: expected at most gateway.uploads.max-at-a-time="
              + config.uploads().maxAtATime()
              + " at a time, found one more");
    }
    Context context = Vertx.currentContext();
    Body.read(request.request(), config.uploads().maxBytes())
        .compose(
            bytes ->
                vertx.executeBlocking(() -> step.write(name, new Upload(type, bytes, size)), false))
        .onComplete(
            result -> {
              places.release();
              context.runOnContext(
                  now -> {
                    if (result.succeeded()) {
                      answer(request, name, result.result());
                    } else {
                      Problem.answer(request, result.cause());
                    }
                  });
            });
  }

  private static String type(RoutingContext request) {
    String found = request.request().getHeader("Content-Type");
    String type =
        found == null ? "" : found.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw Problem.of(
          415,
          "Content-Type: expected image/jpeg, image/png or application/octet-stream, found "
              + (found == null ? "none" : "'" + found + "'"));
    }
    return type;
  }

  private void requireRoom(String name) {
    if (!cameras.hasRoomFor(name)) {
      throw Problem.of(
          507,
          "Camera '"
              + name
              + "': expected at most gateway.max-cameras="
              + config.maxCameras()
              + " that were found or uploaded, found no room for one more");
    }
  }

  private static void answer(RoutingContext request, String name, Map<String, Object> written) {
    boolean created = Boolean.TRUE.equals(written.get("created"));
    request
        .response()
        .setStatusCode(created ? 201 : 200)
        .putHeader("Content-Type", "application/json")
        .putHeader("Location", "/cameras/" + name + ".jpg")
        .end(new JsonObject(written).encode());
  }
}
