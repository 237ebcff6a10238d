// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The page's streams. The page itself is a file of META-INF/resources, which Quarkus serves. */
@Singleton
final class LivePage {

  private static final int EVENT_MILLIS = 200;

  private final Vertx vertx;
  private final Viewers viewers;
  private final Status status;

  LivePage(Vertx vertx, Viewers viewers, Status status) {
    this.vertx = vertx;
    this.viewers = viewers;
    this.status = status;
  }

  void routes(@Observes Router router) {
    router.get("/stream.mjpg").handler(viewers::come);
    router.get("/events").handler(this::events);
    router
        .get("/status")
        .handler(
            request ->
                request
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(status.json().toJson()));
  }

  private void events(RoutingContext request) {
    HttpServerResponse response = request.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store");
    send(response);
    long timer = vertx.setPeriodic(EVENT_MILLIS, tick -> send(response));
    response.closeHandler(gone -> vertx.cancelTimer(timer));
  }

  private void send(HttpServerResponse response) {
    if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
      response.write("data: " + status.json().toJson() + "\n\n");
    }
  }
}
