// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Frames of messages, and messages of recorded frames. */
final class FrameMessages {

  /** The number that a replayed frame had when it was recorded. A ring carries it. */
  static final String RECORDED_SEQUENCE = "recordedSequence";

  /** In the order of the bits in a ring's descriptor. */
  private static final List<String> FLAGS =
      List.of("discontinuity", "corrupt", "endOfStream", "configurationChanged");

  private FrameMessages() {}

  /**
   * The frame that a message carries.
   *
   * @throws IllegalArgumentException if its body is none
   */
  static CapturedFrame capture(Exchange exchange, Clock clock) {
    long arrived = clock.nanoTime();
    Message message = exchange.getMessage();
    Object body = message.getBody();
    String encoding =
        message.getHeader(ShmFrameConstants.ENCODING, FrameDescription.RAW, String.class);
    boolean raw = encoding.equals(FrameDescription.RAW);
    if (body instanceof FrameView view) {
      return captured(message, view, encoding, arrived, clock);
    }
    ByteBuffer bytes = bytes(body);
    FrameView view =
        bytes != null && (!raw || bytes.remaining() == 0)
            ? null
            : exchange
                .getContext()
                .getTypeConverter()
                .tryConvertTo(FrameView.class, exchange, body);
    if (view != null) {
      return captured(message, view, encoding, arrived, clock);
    } else if (bytes == null) {
      throw new IllegalArgumentException(
          "expected a FrameView, byte[], ByteBuffer, String or what is converted to a FrameView, found "
              + (body == null ? "no body" : body.getClass().getName()));
    }
    FrameDescription description =
        description(message, FrameGeometry.bytes(bytes.remaining()), 0, encoding);
    return new CapturedFrame(description, bytes, () -> true, arrived, clock.wallNanos());
  }

  private static CapturedFrame captured(
      Message message, FrameView view, String encoding, long arrived, Clock clock) {
    FrameGeometry geometry = view.geometry();
    int stride = geometry.isPicture() ? view.stride() : 0;
    FrameDescription description = description(message, geometry, stride, encoding);
    ByteBuffer payload = view.pixels().slice(0, Math.toIntExact(description.needed()));
    BooleanSupplier intact = view::intact;
    return new CapturedFrame(description, payload, intact, arrived, clock.wallNanos());
  }

  private static ByteBuffer bytes(Object body) {
    if (body instanceof byte[] array) {
      return ByteBuffer.wrap(array);
    } else if (body instanceof ByteBuffer buffer) {
      return buffer.slice();
    }
    return body instanceof String text
        ? ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))
        : null;
  }

  private static FrameDescription description(
      Message message, FrameGeometry geometry, int stride, String encoding) {
    Long sequence = message.getHeader(ShmFrameConstants.SEQUENCE, Long.class);
    return new FrameDescription(
        geometry,
        stride,
        encoding,
        flags(message.getHeader(ShmFrameConstants.FLAGS, "", String.class)),
        sequence == null || sequence < 0 ? OptionalLong.empty() : OptionalLong.of(sequence),
        message.getHeader(ShmFrameConstants.TIMESTAMP_NANOS, 0L, Long.class),
        message.getHeader(ShmFrameConstants.MISSED, 0L, Long.class),
        CarriedHeaders.of(message));
  }

  private static int flags(String words) {
    int bits = 0;
    for (String word : words.split(",")) {
      int bit = FLAGS.indexOf(word.trim());
      bits |= bit < 0 ? 0 : 1 << bit;
    }
    return bits;
  }

  private static String words(int bits) {
    StringBuilder words = new StringBuilder();
    for (int bit = 0; bit < FLAGS.size(); bit++) {
      if ((bits & 1 << bit) != 0) {
        words.append(words.length() == 0 ? "" : ",").append(FLAGS.get(bit));
      }
    }
    return words.toString();
  }

  /**
   * Makes a message of a recorded frame, and of nothing else.
   *
   * @param payload shared with the message
   */
  static void put(Message message, FrameDescription frame, ByteBuffer payload) {
    message.removeHeaders("*");
    CarriedHeaders.put(message, frame.headers());
    message.setBody(body(frame, payload));
    if (!frame.encoding().equals(FrameDescription.RAW)) {
      message.setHeader(ShmFrameConstants.ENCODING, frame.encoding());
    }
    if (frame.flags() != 0) {
      message.setHeader(ShmFrameConstants.FLAGS, words(frame.flags()));
    }
    if (frame.captured() > 0) {
      message.setHeader(
          ShmFrameConstants.TIMESTAMP, TimeUnit.NANOSECONDS.toMillis(frame.captured()));
      message.setHeader(ShmFrameConstants.TIMESTAMP_NANOS, frame.captured());
    }
    if (frame.sequence().isPresent()) {
      message.setHeader(ShmFrameConstants.SEQUENCE, frame.sequence().getAsLong());
      message.setHeader(RECORDED_SEQUENCE, frame.sequence().getAsLong());
    }
  }

  private static Object body(FrameDescription frame, ByteBuffer payload) {
    if (frame.shaped() && frame.encoding().equals(FrameDescription.RAW)) {
      return frame.geometry().isPicture()
          ? FrameView.of(frame.geometry(), frame.stride(), frame.captured(), payload)
          : FrameView.of(frame.geometry(), payload);
    }
    byte[] bytes = new byte[payload.remaining()];
    payload.get(payload.position(), bytes);
    return bytes;
  }
}
