// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One who looks at a live stream. While the line is full it wants nothing, so that at most one
 * picture waits for it; what comes in the meantime is not kept.
 */
final class Viewer {

  /**
   * A browser shows a picture once the head of the next one has come, so the head follows its
   * forerunner at once; which is why there is no Content-Length in it.
   */
  static final String PART = "--frame\r\nContent-Type: image/jpeg\r\n\r\n";

  private final Context context;
  private final HttpServerResponse response;
  private final long periodNanos;
  private long nextNanos = System.nanoTime();
  private Optional<Picture> last = Optional.empty();
  private boolean waiting = true;

  /**
   * @param context of the connection, where alone the response is touched
   * @param fps pictures a second at the most
   */
  Viewer(Context context, HttpServerResponse response, double fps) {
    this.context = context;
    this.response = response;
    this.periodNanos = (long) (TimeUnit.SECONDS.toNanos(1) / fps);
  }

  /** Begins the stream; to be called in its context, and before it is known to anybody else. */
  void begin() {
    response
        .setChunked(true)
        .putHeader("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        .putHeader("Cache-Control", "no-store")
        .drainHandler(drained -> waits());
    response.write(PART);
  }

  /** Whether it takes a picture now; then it counts as sent, and {@link #send} must follow. */
  synchronized boolean takes(Picture picture) {
    long now = System.nanoTime();
    if (!waiting || now < nextNanos || last.filter(picture::equals).isPresent()) {
      return false;
    }
    // By the timetable and not by the last picture, so that jitter does not add up.
    nextNanos = Math.max(nextNanos + periodNanos, now - periodNanos);
    last = Optional.of(picture);
    waiting = false;
    return true;
  }

  /** Sends what it took, or nothing of a picture that could not be made. */
  void send(Buffer part) {
    context.runOnContext(
        now -> {
          if (response.ended() || response.closed()) {
            return;
          }
          if (part.length() > 0) {
            response.write(part);
          }
          if (!response.writeQueueFull()) {
            waits();
          }
        });
  }

  private synchronized void waits() {
    waiting = true;
  }

  /** The camera is no more. */
  void end() {
    context.runOnContext(
        now -> {
          if (!response.ended() && !response.closed()) {
            response.end();
          }
        });
  }
}
