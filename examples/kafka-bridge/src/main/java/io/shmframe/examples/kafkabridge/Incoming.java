// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.camel.MessageFrames;
import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.layout.FrameGeometry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.LoggerFactory;

/**
 * The steps of the receiving side. Records of one camera come one after another, since they are of
 * one partition.
 */
final class Incoming {

  private static final String ORIGIN = "bridge.origin";
  private static final String KIND = "bridge.payload";
  private static final String STAMP = "bridge.stamp";
  private static final String CLAIMED = "bridge.claimed";

  /** What two clocks that are kept by NTP may differ by. */
  private static final Duration AHEAD = Duration.ofMillis(-100);

  private final BridgeOptions options;
  private final Ledger ledger;
  private final Complaints complaints = new Complaints(LoggerFactory.getLogger(Receiver.class));
  private final Map<String, CameraState> cameras = new LinkedHashMap<>();
  private final Tally<Received> strangers = new Tally<>(Received.class);

  Incoming(BridgeOptions options, Ledger ledger) {
    this.options = options;
    this.ledger = ledger;
    for (CameraEnd camera : options.cameras()) {
      Position known = Recovery.of(camera.name(), options.directory().resolve(camera.name()));
      cameras.put(camera.name(), new CameraState(known));
    }
  }

  /** Understands a record; makes its message that of the frame. */
  void open(Exchange exchange) throws BadRecordException {
    Message message = exchange.getMessage();
    exchange.setProperty(ORIGIN, Origin.of(message));
    String key = message.getHeader(KafkaConstants.KEY, "", String.class);
    tally(key).add(Received.RECEIVED);
    if (!cameras.containsKey(key)) {
      throw new BadRecordException(
          "bridge.cameras: expected one of "
              + cameras.keySet()
              + ", found the key "
              + Origin.shown(key));
    }
    FrameId frame = RecordHeaders.frame(message);
    PayloadKind kind = RecordHeaders.payload(message);
    long stamp = RecordHeaders.stampNanos(message);
    Map<String, Object> description = RecordHeaders.description(message);
    int bytes = message.getBody() instanceof byte[] body ? body.length : 0;
    if (bytes == 0 || bytes > options.maxBytes()) {
      throw new BadRecordException(
          "bridge.maxBytes: expected a value of 1 to "
              + options.maxBytes()
              + " bytes, found "
              + bytes);
    }
    exchange.setProperty(FrameId.PROPERTY, frame);
    exchange.setProperty(KIND, kind);
    exchange.setProperty(STAMP, stamp);
    exchange.setProperty(CLAIMED, description);
    message.removeHeaders("*");
    message.getHeaders().putAll(description);
    message.setHeader(ShmFrameConstants.SEGMENT, frame.camera());
    message.setHeader(ShmFrameConstants.TIMESTAMP_NANOS, stamp);
    message.setHeader(Recovery.EPOCH, frame.epoch());
    message.setHeader(Recovery.SEQUENCE, frame.sequence());
    message.setHeader(Recovery.ATTEMPT, frame.attempt());
  }

  /** Whether a frame was not published before, nor a newer one. */
  boolean isNew(Exchange exchange) {
    FrameId frame = frame(exchange);
    CameraState camera = cameras.get(frame.camera());
    camera.tally().add(Received.LOST, camera.position().came(frame));
    if (camera.position().isNew(frame, stamp(exchange))) {
      return true;
    }
    end(frame, Received.DUPLICATE);
    return false;
  }

  /** Whether a frame is still of use. */
  boolean inTime(Exchange exchange) {
    FrameId frame = frame(exchange);
    Duration age = Age.of(stamp(exchange));
    if (age.compareTo(AHEAD) < 0) {
      complaints.say(
          "Camera " + frame.camera(),
          new BadRecordException(
              "its host's clock is ahead of this one's by "
                  + -age.toMillis()
                  + " ms or more, so that no frame is too old"));
    }
    if (age.compareTo(options.maxAge()) <= 0) {
      return true;
    }
    end(frame, Received.AGE);
    return false;
  }

  /** Whether a record's JPEG is to be a picture again. */
  boolean decodes(Exchange exchange) {
    return exchange.getProperty(KIND) == PayloadKind.JPEG;
  }

  /** Checks that a frame is what its record says: nobody believes a size that was not looked at. */
  void verify(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    if (exchange.getProperty(KIND) != PayloadKind.ASIS) {
      FrameGeometry found = MessageFrames.of(exchange, message, "The record").geometry();
      Map<?, ?> claimed = exchange.getProperty(CLAIMED, Map.class);
      if (found.isPicture()) {
        same("width", claimed.get(ShmFrameConstants.WIDTH), found.width());
        same("height", claimed.get(ShmFrameConstants.HEIGHT), found.height());
      }
    }
    FrameId frame = frame(exchange);
    if (!cameras.get(frame.camera()).position().follows(frame)
        && message.getHeader(ShmFrameConstants.FLAGS) == null) {
      message.setHeader(ShmFrameConstants.FLAGS, "discontinuity");
    }
  }

  private static void same(String what, Object claimed, int found) throws BadRecordException {
    if (claimed != null && !claimed.equals(found)) {
      throw new BadRecordException(
          "header "
              + RecordHeaders.PREFIX
              + what
              + ": expected "
              + found
              + ", which the picture has, found "
              + claimed);
    }
  }

  /** It is in the ring. */
  void published(Exchange exchange) {
    FrameId frame = frame(exchange);
    CameraState camera = cameras.get(frame.camera());
    camera.position().published(frame, stamp(exchange));
    camera.aged(Age.of(stamp(exchange)));
    end(frame, Received.PUBLISHED);
  }

  /** It is not; the next record is another one. */
  void bad(Exchange exchange) {
    FrameId frame = frame(exchange);
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (frame == null) {
      tally(exchange.getMessage().getHeader(KafkaConstants.KEY, "", String.class))
          .add(Received.BAD);
    } else {
      end(frame, Received.BAD);
    }
    complaints.say("Record " + exchange.getProperty(ORIGIN), cause);
  }

  /** From camera to ring, in microseconds, since the last call. One thread calls this. */
  Histogram agesSinceLast() {
    Histogram all = CameraState.histogram();
    cameras.values().forEach(camera -> all.add(camera.agesSinceLast()));
    return all;
  }

  /** Of each camera. */
  Map<String, CameraState> cameras() {
    return cameras;
  }

  /** Of records whose key is none of the cameras. */
  Tally<Received> strangers() {
    return strangers;
  }

  private void end(FrameId frame, Received fate) {
    cameras.get(frame.camera()).tally().add(fate);
    ledger.note(frame, fate);
  }

  private Tally<Received> tally(String key) {
    return cameras.containsKey(key) ? cameras.get(key).tally() : strangers;
  }

  private static FrameId frame(Exchange exchange) {
    return exchange.getProperty(FrameId.PROPERTY, FrameId.class);
  }

  private static long stamp(Exchange exchange) {
    return exchange.getProperty(STAMP, Long.class);
  }
}
