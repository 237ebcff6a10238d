// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The body of a request, up to a limit. */
final class Body {

  private Body() {}

  /**
   * Reads it, to be called in the request's context before anything else has happened there.
   *
   * @return fails with a {@link Problem} 413 as soon as it is known to be too long
   */
  static Future<byte[]> read(HttpServerRequest request, int most) {
    Problem tooLong =
        Problem.of(
            413,
            "Body: expected at most gateway.uploads.max-bytes="
                + most
                + " bytes, found "
                + (length(request) < 0 ? "more" : Long.toString(length(request))));
    if (length(request) > most) {
      return Future.failedFuture(tooLong);
    }
    Promise<byte[]> body = Promise.promise();
    Buffer all = Buffer.buffer();
    request.handler(
        part -> {
          if (all.length() + (long) part.length() > most) {
            // What else comes is not kept.
            request.handler(rest -> {});
            body.tryFail(tooLong);
          } else {
            all.appendBuffer(part);
          }
        });
    request.exceptionHandler(body::tryFail);
    request.endHandler(end -> body.tryComplete(all.getBytes()));
    request.resume();
    return body.future();
  }

  /** What the request says; -1 where it says nothing. */
  private static long length(HttpServerRequest request) {
    String said = request.getHeader("Content-Length");
    return said == null || !said.matches("\\d{1,18}") ? -1 : Long.parseLong(said);
  }
}
