// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/** Live pictures of a camera, until who looks has enough or the camera is no more. */
@Singleton
final class Streams {

  private static final double MOST_FPS = 1000;

  private final Cameras cameras;
  private final Encoder encoder;
  private final GatewayConfig config;

  Streams(Cameras cameras, Encoder encoder, GatewayConfig config) {
    this.cameras = cameras;
    this.encoder = encoder;
    this.config = config;
  }

  void get(RoutingContext request) {
    Camera camera = cameras.get(request.pathParam("name"));
    Query query = new Query(request.queryParams());
    Rendition rendition = Rendition.of(query, config.quality());
    double fps = query.positive("fps", MOST_FPS).orElse(MOST_FPS);
    camera.fresh(config.staleAfter()).requireColours();
    int clients = cameras.all().stream().mapToInt(Camera::clients).sum();
    if (clients >= config.maxClients()) {
      throw Problem.later(
          "Live streams: expected fewer than gateway.max-clients="
              + config.maxClients()
              + ", found "
              + clients);
    }
    Viewer viewer = new Viewer(Vertx.currentContext(), request.response(), fps);
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (!left.getAndSet(true)) {
            camera.leave(rendition, viewer);
          }
        };
    request.response().closeHandler(gone -> leave.run());
    request.response().endHandler(gone -> leave.run());
    request.response().exceptionHandler(gone -> leave.run());
    viewer.begin();
    camera.join(rendition, viewer, encoder);
  }
}
