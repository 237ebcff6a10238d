// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

/**
 * Why a request cannot be answered, as RFC 9457 has it. The message says what was expected and what
 * was found.
 */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(Problem.class);

  /** The sender of a body that is not wanted is not read to its end. */
  private static final int TOO_LARGE = 413;

  private final int status;
  private final int retryAfterSeconds;

  private Problem(int status, String detail, int retryAfterSeconds) {
    super(detail, null, false, false);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static Problem of(int status, String detail) {
    return new Problem(status, detail, 0);
  }

  /** 503: later it may be another matter. */
  static Problem later(String detail) {
    return new Problem(503, detail, 1);
  }

  int status() {
    return status;
  }

  /** A handler whose problems are answered. */
  static Handler<RoutingContext> answering(Handler<RoutingContext> handler) {
    return request -> {
      try {
        handler.handle(request);
      } catch (RuntimeException e) {
        answer(request, e);
      }
    };
  }

  /** Answers with a problem; what is none is one of the gateway's own. */
  static void answer(RoutingContext request, Throwable failure) {
    if (failure instanceof Problem problem) {
      problem.answer(request);
    } else {
      LOG.error("Cannot answer " + request.request().uri(), failure);
      of(500, "The gateway failed: expected no error, found " + failure.getClass().getSimpleName())
          .answer(request);
    }
  }

  private void answer(RoutingContext request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader("Content-Type", "application/problem+json");
    response.putHeader("Cache-Control", "no-store");
    if (retryAfterSeconds > 0) {
      response.putHeader("Retry-After", Integer.toString(retryAfterSeconds));
    }
    if (status == TOO_LARGE) {
      response.putHeader("Connection", "close");
    }
    response.end(
        new JsonObject()
            .put("type", "about:blank")
            .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
            .put("status", status)
            .put("detail", getMessage())
            .put("instance", request.request().path())
            .encode());
  }
}
