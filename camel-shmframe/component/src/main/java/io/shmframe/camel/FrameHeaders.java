// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameInfo;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.PixelFormat;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Message headers from what is known of a frame, and back. Immutable; any thread may use it. */
final class FrameHeaders {

  private static final String RAW = "raw";

  private final ShmFrameConfiguration configuration;
  private final List<String> others;
  private final boolean text;
  private final boolean timed;
  private final Optional<CarriedHeaders> carried;

  FrameHeaders(ShmFrameConfiguration configuration) {
    this.configuration = configuration;
    Optional<HeaderLayout> layout = configuration.describedLayout();
    this.text = configuration.text();
    this.timed =
        layout
            .map(known -> known.fields().stream().anyMatch(f -> f.name().startsWith("timestamp")))
            .orElse(true);
    this.others =
        layout
            .map(known -> known.others().stream().map(slot -> slot.field().name()).toList())
            .orElse(List.of());
    this.carried =
        configuration.ring()
            ? Optional.of(
                new CarriedHeaders(
                    "Segment " + configuration.path(), configuration.getHeaderFilterStrategy()))
            : Optional.empty();
  }

  /**
   * Says in a message's headers what its body is.
   *
   * @param stride bytes from row to row of the body
   * @param copies how often the payload was copied on its way into the body
   */
  void put(Map<String, Object> headers, Exchange exchange, FrameInfo info, int stride, int copies) {
    FrameGeometry geometry = info.geometry();
    // Before all others, which a peer must not be able to overrule.
    if (carried.isPresent()) {
      carried.get().put(headers, exchange, info.fields());
    }
    headers.put(ShmFrameConstants.SEGMENT, configuration.getName());
    putGeometry(headers, geometry, stride);
    headers.put(ShmFrameConstants.ENCODING, text ? "text" : info.encoding());
    headers.put(ShmFrameConstants.COPIES, copies);
    headers.put(ShmFrameConstants.MISSED, info.missed());
    headers.put(ShmFrameConstants.TORN, info.torn());
    // A ring has room for a time, but a writer need not know it.
    if (timed && (carried.isEmpty() || info.timestampNanos() > 0)) {
      long millis = info.timestampMillis();
      headers.put(ShmFrameConstants.TIMESTAMP, millis);
      headers.put(ShmFrameConstants.TIMESTAMP_NANOS, info.timestampNanos());
      headers.put(ShmFrameConstants.MESSAGE_TIMESTAMP, millis);
    }
    if (info.sequence().isPresent()) {
      headers.put(ShmFrameConstants.SEQUENCE, info.sequence().getAsLong());
    }
    if (!info.flags().isEmpty()) {
      headers.put(ShmFrameConstants.FLAGS, FrameFlags.text(info.flags()));
    }
    if (carried.isPresent()) {
      return;
    }
    for (Map.Entry<String, Object> field : info.fields().entrySet()) {
      headers.put(ShmFrameConstants.FIELD_PREFIX + field.getKey(), field.getValue());
    }
  }

  /** An answer takes the place of its request, whose size must not stay. */
  void replace(Message message, FrameInfo info, int copies) {
    removeGeometry(message);
    int stride = Math.toIntExact(info.geometry().rowBytes());
    put(message.getHeaders(), message.getExchange(), info, stride, copies);
  }

  /** The size of the body and of no other. */
  static void setOnly(Message message, FrameGeometry geometry, int stride) {
    removeGeometry(message);
    putGeometry(message.getHeaders(), geometry, stride);
  }

  private static void removeGeometry(Message message) {
    for (String header :
        List.of(
            ShmFrameConstants.WIDTH,
            ShmFrameConstants.HEIGHT,
            ShmFrameConstants.CHANNELS,
            ShmFrameConstants.TYPE,
            ShmFrameConstants.PIXEL_FORMAT,
            ShmFrameConstants.STRIDE,
            ShmFrameConstants.DTYPE,
            ShmFrameConstants.SHAPE)) {
      message.removeHeader(header);
    }
  }

  private static void putGeometry(Map<String, Object> headers, FrameGeometry geometry, int stride) {
    if (geometry.isPicture()) {
      headers.put(ShmFrameConstants.WIDTH, geometry.width());
      headers.put(ShmFrameConstants.HEIGHT, geometry.height());
      headers.put(ShmFrameConstants.CHANNELS, geometry.channels());
      headers.put(ShmFrameConstants.TYPE, geometry.type());
      headers.put(ShmFrameConstants.STRIDE, stride);
      if (geometry.format().isPresent()) {
        PixelFormat format = geometry.format().get();
        headers.put(ShmFrameConstants.PIXEL_FORMAT, format.name());
      }
    } else if (geometry.isTensor()) {
      headers.put(ShmFrameConstants.DTYPE, geometry.element().text());
      headers.put(ShmFrameConstants.SHAPE, geometry.shapeText());
    }
  }

  /**
   * What a message says of its frame besides the body.
   *
   * @param timestampNanos where it says nothing of the time; 0 for the clock
   */
  FrameTags tags(Message message, long timestampNanos) {
    if (carried.isPresent()) {
      return new FrameTags(
          nanos(message, timestampNanos),
          carried.get().of(message),
          encoding(message),
          FrameFlags.of(message));
    }
    Map<String, Object> fields = others.isEmpty() ? Map.of() : new HashMap<>();
    for (String field : others) {
      Object value = message.getHeader(ShmFrameConstants.FIELD_PREFIX + field);
      if (value != null) {
        fields.put(field, value);
      }
    }
    return new FrameTags(nanos(message, timestampNanos), fields);
  }

  /** Whether a message's body is a picture in the format of a file, as its headers say. */
  static boolean encoded(Message message) {
    return !RAW.equals(encoding(message));
  }

  /** What headers of a body that is no picture file say does not count, and a text is none. */
  private static String encoding(Message message) {
    String found = message.getHeader(ShmFrameConstants.ENCODING, RAW, String.class);
    boolean plain = "text".equals(found) || holdsFrame(message.getBody());
    return plain ? RAW : found;
  }

  /** A frame knows what it is, whatever a header of an earlier step says. */
  private static boolean holdsFrame(Object body) {
    return body instanceof FrameView || body instanceof BufferedImage;
  }

  /**
   * Nanoseconds count where the milliseconds beside them say the same: who sets those alone means
   * those.
   */
  private static long nanos(Message message, long otherwise) {
    Long millis = message.getHeader(ShmFrameConstants.TIMESTAMP, Long.class);
    Long nanos = message.getHeader(ShmFrameConstants.TIMESTAMP_NANOS, Long.class);
    if (nanos != null && (millis == null || Math.floorDiv(nanos, 1_000_000) == millis)) {
      return nanos;
    } else if (millis != null) {
      return FrameTags.nanos(millis);
    }
    return otherwise != 0 ? otherwise : FrameTags.nanos(System.currentTimeMillis());
  }
}
