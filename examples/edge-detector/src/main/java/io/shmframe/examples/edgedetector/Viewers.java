// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Those who look at the live picture: each gets what its line takes, and skips the rest. */
@Singleton
final class Viewers {

  /**
   * A browser shows a picture once the head of the next one has come, so the head follows its
   * forerunner at once; which is why there is no Content-Length in it.
   */
  private static final String PART = "--frame\r\nContent-Type: image/jpeg\r\n\r\n";

  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private volatile Buffer newest = Buffer.buffer();

  private record Viewer(Context context, HttpServerResponse response) {

    void send(Buffer jpeg) {
      context.runOnContext(
          now -> {
            if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
              response.write(jpeg.copy().appendString("\r\n" + PART));
            }
          });
    }
  }

  /** Begins a stream of pictures that ends with its viewer. */
  void come(RoutingContext request) {
    HttpServerResponse response = request.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        .putHeader("Cache-Control", "no-store");
    Viewer viewer = new Viewer(Vertx.currentContext(), response);
    response.closeHandler(gone -> viewers.remove(viewer));
    response.exceptionHandler(gone -> viewers.remove(viewer));
    response.write(PART);
    if (newest.length() > 0) {
      viewer.send(newest);
    }
    viewers.add(viewer);
  }

  /** Gives everybody a picture, and those who come while there is no other. */
  void show(byte[] jpeg) {
    Buffer picture = Buffer.buffer(jpeg);
    newest = picture;
    viewers.forEach(viewer -> viewer.send(picture));
  }
}
