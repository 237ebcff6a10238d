// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.camel.FrameBodyFactory.FrameBody;
import io.shmframe.frame.FrameInfo;
import io.shmframe.frame.FrameSource;
import io.shmframe.frame.Look;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/**
 * Takes frames from a reader into exchanges: the body in the type that was asked for, the headers,
 * and what must be freed when the exchange completes. Used by one thread.
 */
final class FrameIntake {

  private final FrameSource reader;
  private final ConsumerState state;
  private final FrameHeaders headers;
  private final boolean inPlace;
  private final int copies;
  private final FrameBodyFactory bodies;
  private FrameBody next;

  FrameIntake(ShmFrameEndpoint endpoint, FrameSource reader, ConsumerState state) {
    this.reader = reader;
    this.state = state;
    this.headers = new FrameHeaders(endpoint.getConfiguration());
    this.inPlace = endpoint.getConfiguration().getBodyType() == BodyType.FRAME;
    this.bodies = FrameBodies.factory(endpoint);
    this.copies = endpoint.getConfiguration().copies();
  }

  /** Waits for a frame, at most for so many milliseconds; 0 looks once. */
  Look take(long millis) throws TornFrameException {
    if (millis == 0) {
      return inPlace ? reader.lookInPlace() : reader.look(this::allocate);
    }
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    return inPlace ? reader.awaitInPlace(nanos) : reader.await(this::allocate, nanos);
  }

  /** The message of a new exchange. */
  FrameMessage message(Exchange exchange) {
    return FrameMessage.of(exchange, headers);
  }

  /**
   * Puts the frame that was taken into a message. A frame on loan is ended by the message; any
   * other body is freed when the exchange completes.
   */
  void fill(FrameMessage message) {
    FrameInfo info = reader.info();
    state.tally().frame(info.geometry().bytes(), info.timestampNanos());
    if (inPlace) {
      CamelFrame loan = new CamelFrame(reader.loan());
      // First of all, since what follows may throw.
      message.lend(loan);
      // A ring lends no more frames at a time than it has pins for, and copies the rest.
      message.describe(info, loan.stride(), loan.shared() ? 0 : 1);
    } else {
      FrameBody filled = next;
      next = null;
      FrameBodies.releaseWhenComplete(message.getExchange(), filled);
      state.picture().look(filled.memory(), info.geometry().bytes());
      message.describe(info, (int) info.geometry().rowBytes(), copies);
      message.setBody(filled.body());
    }
  }

  /** Frees what was allocated for a frame that never came. */
  void close() {
    if (next != null) {
      next.release();
      next = null;
    }
  }

  private ByteBuffer allocate(FrameGeometry geometry) {
    close();
    next = bodies.create(geometry);
    return next.memory();
  }
}
