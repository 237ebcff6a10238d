// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Arrays;

/** The newest picture of a camera as a file. */
@Singleton
final class Snapshots {

  private final Cameras cameras;
  private final Encoder encoder;
  private final GatewayConfig config;

  Snapshots(Cameras cameras, Encoder encoder, GatewayConfig config) {
    this.cameras = cameras;
    this.encoder = encoder;
    this.config = config;
  }

  void get(RoutingContext request) {
    Camera camera = cameras.get(request.pathParam("name"));
    Rendition rendition = Rendition.of(new Query(request.queryParams()), config.quality());
    Picture picture = camera.fresh(config.staleAfter());
    picture.requireColours();
    String tag = picture.tag(rendition);
    String known = request.request().getHeader("If-None-Match");
    if (known != null && matches(known, tag)) {
      describe(request.response(), picture, tag).setStatusCode(304).end();
      return;
    }
    Context context = Vertx.currentContext();
    picture
        .jpeg(rendition, encoder)
        .whenComplete(
            (jpeg, failure) ->
                context.runOnContext(
                    now -> {
                      if (failure != null) {
                        Problem.answer(request, failure);
                      } else {
                        send(request.response(), picture, tag, jpeg);
                      }
                    }));
  }

  /** Two tags are the same whether one is weak or not, as RFC 9110 has it for GET. */
  private static boolean matches(String known, String tag) {
    return Arrays.stream(known.split(","))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
  }

  private static void send(HttpServerResponse response, Picture picture, String tag, byte[] jpeg) {
    if (!response.ended() && !response.closed()) {
      describe(response, picture, tag)
          .putHeader("Content-Type", "image/jpeg")
          .end(Buffer.buffer(jpeg));
    }
  }

  /** The size is that of the frame, at the moment of the answer the age. */
  private static HttpServerResponse describe(
      HttpServerResponse response, Picture picture, String tag) {
    response
        .putHeader("ETag", tag)
        .putHeader("Cache-Control", "no-cache")
        .putHeader("X-Frame-Age-Ms", Long.toString(picture.ageMillis()))
        .putHeader("X-Frame-Width", Integer.toString(picture.frame().geometry().width()))
        .putHeader("X-Frame-Height", Integer.toString(picture.frame().geometry().height()));
    picture.sequence().ifPresent(it -> response.putHeader("X-Frame-Sequence", Long.toString(it)));
    return response;
  }
}
