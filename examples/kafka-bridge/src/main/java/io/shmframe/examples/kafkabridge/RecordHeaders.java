// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.camel.ShmFrameConstants;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * What a record says of its frame, as text in UTF-8, so that other programs read it without knowing
 * how Camel writes numbers.
 */
final class RecordHeaders {

  static final String PREFIX = "shmframe.";
  static final String PAYLOAD = PREFIX + "payload";
  static final String SEGMENT = PREFIX + "segment";
  static final String EPOCH = PREFIX + "epoch";
  static final String SEQUENCE = PREFIX + "sequence";
  static final String ATTEMPT = PREFIX + "attempt";
  static final String STAMP = PREFIX + "timestampNs";

  /** The W3C trace context, which travels with the frame where it has one. */
  static final String TRACE = "traceparent";

  private static final int LONGEST = 256;

  private static final List<Word> WORDS =
      List.of(
          new Word("width", ShmFrameConstants.WIDTH, true),
          new Word("height", ShmFrameConstants.HEIGHT, true),
          new Word("channels", ShmFrameConstants.CHANNELS, true),
          new Word("type", ShmFrameConstants.TYPE, true),
          new Word("stride", ShmFrameConstants.STRIDE, true),
          new Word("pixelFormat", ShmFrameConstants.PIXEL_FORMAT, false),
          new Word("dtype", ShmFrameConstants.DTYPE, false),
          new Word("shape", ShmFrameConstants.SHAPE, false),
          new Word("encoding", ShmFrameConstants.ENCODING, false),
          new Word("flags", ShmFrameConstants.FLAGS, false));

  /**
   * @param record its name in a record, without the prefix
   * @param message the message header of the component
   * @param number whether it is a whole number
   */
  private record Word(String record, String message, boolean number) {}

  private RecordHeaders() {}

  /** Makes a frame's message that of its record: nothing else of it travels. */
  static void write(Message message, FrameId frame, PayloadKind payload, long stampNanos) {
    Map<String, Object> all = new HashMap<>();
    for (Word word : WORDS) {
      Object value = message.getHeader(word.message());
      if (value != null) {
        all.put(PREFIX + word.record(), value.toString());
      }
    }
    all.put(PAYLOAD, payload.text());
    all.put(SEGMENT, frame.camera());
    all.put(EPOCH, Long.toString(frame.epoch()));
    all.put(SEQUENCE, Long.toString(frame.sequence()));
    all.put(ATTEMPT, Long.toString(frame.attempt()));
    all.put(STAMP, Long.toString(stampNanos));
    all.put(KafkaConstants.KEY, frame.camera());
    String trace = message.getHeader(TRACE, String.class);
    if (trace != null) {
      all.put(TRACE, trace);
    }
    message.removeHeaders("*");
    message.getHeaders().putAll(all);
  }

  /** Which frame a record says it is. */
  static FrameId frame(Message message) throws BadRecordException {
    String camera = mandatory(message, SEGMENT);
    String key = message.getHeader(KafkaConstants.KEY, "", String.class);
    if (!camera.equals(key)) {
      throw new BadRecordException("expected the key " + camera + " of its segment, found " + key);
    }
    return new FrameId(
        camera, positive(message, EPOCH), positive(message, SEQUENCE), positive(message, ATTEMPT));
  }

  static PayloadKind payload(Message message) throws BadRecordException {
    try {
      return PayloadKind.of(mandatory(message, PAYLOAD));
    } catch (IllegalArgumentException e) {
      throw new BadRecordException("header " + PAYLOAD + ": " + e.getMessage());
    }
  }

  static long stampNanos(Message message) throws BadRecordException {
    return positive(message, STAMP);
  }

  /** The message headers that say what the frame is, as a producer takes them. */
  static Map<String, Object> description(Message message) throws BadRecordException {
    Map<String, Object> all = new HashMap<>();
    for (Word word : WORDS) {
      Optional<String> text = text(message, PREFIX + word.record());
      if (text.isPresent()) {
        all.put(
            word.message(),
            word.number()
                ? Math.toIntExact(number(word.record(), text.get(), 0, 1L << 30))
                : text.get());
      }
    }
    text(message, TRACE).ifPresent(trace -> all.put(TRACE, trace));
    return all;
  }

  private static long positive(Message message, String name) throws BadRecordException {
    return number(name, mandatory(message, name), 1, Long.MAX_VALUE);
  }

  private static long number(String name, String text, long least, long most)
      throws BadRecordException {
    try {
      long found = Long.parseLong(text);
      if (found >= least && found <= most) {
        return found;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new BadRecordException(
        "header "
            + name
            + ": expected a whole number from "
            + least
            + " to "
            + most
            + ", found "
            + text);
  }

  private static String mandatory(Message message, String name) throws BadRecordException {
    return text(message, name)
        .orElseThrow(() -> new BadRecordException("expected a header " + name + ", found none"));
  }

  /** What a peer wrote is not shown at any length. */
  private static Optional<String> text(Message message, String name) throws BadRecordException {
    Object value = message.getHeader(name);
    if (value == null) {
      return Optional.empty();
    }
    String text =
        value instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.UTF_8)
            : value.toString();
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw new BadRecordException(
          "header "
              + name
              + ": expected at most "
              + LONGEST
              + " printable characters, found "
              + text.length()
              + (text.length() > LONGEST ? "" : " with others between"));
    }
    return Optional.of(text);
  }
}
