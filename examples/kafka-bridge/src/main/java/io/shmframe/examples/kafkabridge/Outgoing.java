// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.camel.ShmFrameConstants;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.LoggerFactory;

/**
 * The steps of a camera's route on the sending side. Frames are numbered and handed on by the one
 * thread of their consumer; {@link #sent} and {@link #failed} come from any.
 */
final class Outgoing {

  /** What is not a picture or values has nothing to be encoded. */
  private static final String RAW = "raw";

  private final String camera;
  private final BridgeOptions options;
  private final Ledger ledger;
  private final Semaphore room;
  private final Tally<Sent> tally = new Tally<>(Sent.class);
  private final Complaints complaints = new Complaints(LoggerFactory.getLogger(Sender.class));
  private final SecureRandom random = new SecureRandom();

  private long epoch;
  private long last;
  private long attempts;
  private volatile boolean held;

  Outgoing(String camera, BridgeOptions options, Ledger ledger) {
    this.camera = camera;
    this.options = options;
    this.ledger = ledger;
    this.room = new Semaphore(options.inFlight());
  }

  Tally<Sent> tally() {
    return tally;
  }

  String camera() {
    return camera;
  }

  /** Records on their way to the broker. */
  int inFlight() {
    return options.inFlight() - room.availablePermits();
  }

  /** Whether the consumer's thread waits, or did so before the next frame. */
  boolean held() {
    return held;
  }

  /**
   * Gives a frame its number: the camera's, where the layout has one, else one of our own. The
   * numbers of a camera that begins anew are told from the old ones by another epoch.
   */
  void number(Exchange exchange) {
    Message message = exchange.getMessage();
    Long given = message.getHeader(ShmFrameConstants.SEQUENCE, Long.class);
    long missed = message.getHeader(ShmFrameConstants.MISSED, 0L, Long.class);
    long sequence;
    if (given == null) {
      sequence = last + 1 + (epoch == 0 ? 0 : missed);
    } else {
      sequence = Math.max(1, given);
    }
    if (epoch == 0 || sequence <= last) {
      epoch = 1 + random.nextLong(Long.MAX_VALUE - 1);
      attempts = 0;
      last = sequence - 1;
    }
    long passed = sequence - last - 1;
    tally.add(Sent.FRAMES, passed + 1);
    tally.add(held ? Sent.BACKPRESSURE : Sent.MISSED, passed);
    held = false;
    last = sequence;
    exchange.setProperty(FrameId.PROPERTY, new FrameId(camera, epoch, sequence, attempts));
  }

  /** Whether a frame is worth to be sent. */
  boolean inTime(Exchange exchange) {
    if (Age.of(stamp(exchange)).compareTo(options.maxAge()) <= 0) {
      return true;
    }
    drop(exchange, Sent.AGE);
    return false;
  }

  /** Whether a frame is a picture that is to become a JPEG, and is not one yet. */
  boolean encodes(Exchange exchange) {
    return options.payload() == PayloadKind.JPEG && RAW.equals(encoding(exchange));
  }

  /** Makes a frame's message that of its record. */
  void address(Exchange exchange) throws BadFrameException {
    check(exchange);
    // Only what is really handed over is counted, so that a gap at the other end means a loss.
    FrameId frame = frame(exchange).withAttempt(++attempts);
    exchange.setProperty(FrameId.PROPERTY, frame);
    RecordHeaders.write(exchange.getMessage(), frame, options.payload(), stamp(exchange));
    room.acquireUninterruptibly();
  }

  private void check(Exchange exchange) throws BadFrameException {
    String encoding = encoding(exchange);
    if (options.payload() == PayloadKind.RAW && !RAW.equals(encoding)) {
      throw new BadFrameException("payload=raw: expected values, found " + encoding);
    }
    if (options.payload() == PayloadKind.JPEG && !"jpeg".equals(encoding)) {
      throw new BadFrameException("payload=jpeg: expected a picture or a JPEG, found " + encoding);
    }
    byte[] body = exchange.getMessage().getBody(byte[].class);
    if (body == null || body.length > options.maxBytes()) {
      throw new BadFrameException(
          "maxBytes=" + options.maxBytes() + ": found " + (body == null ? 0 : body.length));
    }
    exchange.getMessage().setBody(body);
  }

  /**
   * Keeps the consumer's thread until another record may be sent, so that the frame that it takes
   * next is the newest then: what came between is dropped, the oldest first, and nothing piles up.
   */
  void awaitRoom(Exchange exchange) throws InterruptedException {
    while (room.availablePermits() == 0 && !exchange.getContext().isStopping()) {
      held = true;
      if (room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
        room.release();
      }
    }
  }

  /** The broker has it. */
  void sent(Exchange exchange) {
    room.release();
    drop(exchange, Sent.SENT);
  }

  /** The broker did not say in time that it has it. */
  void failed(Exchange exchange) {
    room.release();
    drop(exchange, Sent.FAILED);
    complaints.say("Camera " + camera + ": a frame is not acknowledged", cause(exchange));
  }

  /** It never got as far as a record. */
  void bad(Exchange exchange) {
    drop(exchange, Sent.BAD);
    complaints.say("Camera " + camera + ": a frame cannot be sent", cause(exchange));
  }

  private void drop(Exchange exchange, Sent fate) {
    tally.add(fate);
    ledger.note(frame(exchange), fate);
  }

  private static Throwable cause(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
  }

  static FrameId frame(Exchange exchange) {
    return exchange.getProperty(FrameId.PROPERTY, FrameId.class);
  }

  private static String encoding(Exchange exchange) {
    return exchange.getMessage().getHeader(ShmFrameConstants.ENCODING, RAW, String.class);
  }

  /** A layout without a time has that of this moment. */
  private static long stamp(Exchange exchange) {
    Long nanos = exchange.getMessage().getHeader(ShmFrameConstants.TIMESTAMP_NANOS, Long.class);
    return nanos == null || nanos <= 0 ? Age.now() : nanos;
  }

  /** A frame that this side is not to send; the message says what was expected and found. */
  static final class BadFrameException extends Exception {

    private static final long serialVersionUID = 1L;

    BadFrameException(String message) {
      super(message);
    }
  }
}
