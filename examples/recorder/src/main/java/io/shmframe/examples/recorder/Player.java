// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays a recording for a route: as a predicate it waits for the next frame's time and says whether
 * there is one, which {@link #frame} then makes the message. One thread plays; any may end it.
 */
final class Player implements Predicate {

  private static final Logger LOG = LoggerFactory.getLogger(Player.class);

  private final ReplayOptions options;
  private final Pace pace;
  private final CountDownLatch over = new CountDownLatch(1);
  private Passage passage;
  private ByteBuffer payload;
  private volatile boolean ended;
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile Played played = Played.nothing();

  Player(ReplayOptions options, Clock clock) {
    this.options = options;
    this.pace = new Pace(clock, options.speed());
  }

  /** Waits until the next whole frame is due; false where there is none, or it is to end. */
  @Override
  public boolean matches(Exchange exchange) {
    try {
      return !ended && next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean next() throws IOException {
    if (passage == null) {
      passage = new Passage(options, LOG::warn);
    }
    Optional<ByteBuffer> frame = passage.next();
    while (frame.isEmpty()) {
      played = played.with(passage.damage());
      if (!options.loop()) {
        return false;
      }
      passage.close();
      passage = new Passage(options, LOG::debug);
      frame = passage.next();
    }
    payload = frame.get();
    pace.await(passage.position(), () -> ended);
    return !ended;
  }

  /** Makes the message the frame that is due. */
  void frame(Exchange exchange) {
    FrameMessages.put(exchange.getMessage(), passage.frame(), payload);
    played = played.with(payload.remaining(), passage.position());
  }

  /** Ends at the next frame, or in the middle of the pause before it. */
  void stop() {
    ended = true;
  }

  /** The route has played all, or failed. */
  void over(Throwable cause) throws IOException {
    failure = Optional.ofNullable(cause);
    if (passage != null) {
      passage.close();
    }
    over.countDown();
  }

  /** Waits for the end. */
  boolean awaitOver(long millis) throws InterruptedException {
    return over.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Why it ended before the end of the recording; empty where it did not. */
  Optional<Throwable> failure() {
    return failure;
  }

  /** What was played so far. */
  Played played() {
    return played;
  }
}
