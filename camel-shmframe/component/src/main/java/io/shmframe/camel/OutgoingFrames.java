// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.GeometryRule;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.PixelFormat;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.TypeConversionException;
import org.apache.camel.WrappedFile;

/** Frames from the bodies of messages. Immutable; any thread may use it. */
final class OutgoingFrames {

  private static final String TAKEN =
      "expected byte[], ByteBuffer, FrameView, InputStream, File, BufferedImage, float[], double[], int[], long[],"
          + " short[], or with camel-shmframe-opencv a Mat";

  private final String where;
  private final Optional<HeaderLayout> layout;
  private final ExpectedGeometry expected;
  private final boolean anyLength;
  private final boolean ring;

  OutgoingFrames(ShmFrameConfiguration configuration) {
    this.where = "Segment " + configuration.path();
    this.layout = configuration.describedLayout();
    this.expected = configuration.expected();
    this.anyLength =
        layout.map(known -> new GeometryRule(known, expected).anyLength()).orElse(false);
    this.ring = configuration.ring();
  }

  private OutgoingFrames(String where) {
    this.where = where;
    this.layout = Optional.empty();
    this.expected = ExpectedGeometry.ANY;
    this.anyLength = false;
    this.ring = false;
  }

  /**
   * Frames that go to no segment: what a body does not say, only the message's headers can.
   *
   * @param where what errors begin with
   */
  static OutgoingFrames ofMessages(String where) {
    return new OutgoingFrames(where);
  }

  /** The body of a message, unwrapped if it is a file of the file component. */
  static Object body(Message message) {
    Object body = message.getBody();
    return body instanceof WrappedFile<?> wrapped ? wrapped.getFile() : body;
  }

  /**
   * A frame that shares the body's memory where that is possible.
   *
   * @throws InvalidPayloadException if the body is none, with what was expected and what was found
   */
  FrameView frame(Exchange exchange, Message message) throws Exception {
    Object body = body(message);
    if (body == null) {
      throw payload(exchange, message, TAKEN + "; found no body");
    }
    if (layout.isPresent() && layout.get().text()) {
      return text(exchange, message);
    } else if (body instanceof FrameView view) {
      return view;
    } else if (body instanceof byte[] bytes) {
      return raw(exchange, message, ByteBuffer.wrap(bytes));
    } else if (body instanceof ByteBuffer buffer) {
      return raw(exchange, message, buffer.duplicate());
    } else if (body instanceof File || body instanceof InputStream) {
      return raw(exchange, message, read(exchange, message));
    }
    Optional<ElementType> natural = TypedArrays.natural(body);
    if (natural.isPresent()) {
      return array(exchange, message, body, natural.get());
    }
    Optional<FrameView> converted = converted(exchange, message, body);
    if (converted.isPresent()) {
      return converted.get();
    } else if (body instanceof StreamCache) {
      return raw(exchange, message, read(exchange, message));
    }
    throw payload(exchange, message, TAKEN + "; found " + body.getClass().getName());
  }

  /**
   * An answer. Where no header tells its size, plain bytes may have another number of channels than
   * the request, whose headers the message still has.
   */
  FrameView answer(Exchange exchange, Message message) throws Exception {
    if (layout.isPresent()
        && layout.get().fields().isEmpty()
        && body(message) instanceof byte[] bytes) {
      FrameGeometry asked = geometry(exchange, message, Optional.empty());
      long grey = asked.bytes() / asked.channels();
      long channels = bytes.length / grey;
      if (channels > 0 && channels < asked.channels() && channels * grey == bytes.length) {
        FrameGeometry fewer =
            FrameGeometry.picture(asked.width(), asked.height(), (int) channels, asked.element());
        return FrameView.of(fewer, ByteBuffer.wrap(bytes));
      }
    }
    return frame(exchange, message);
  }

  private FrameView text(Exchange exchange, Message message) throws InvalidPayloadException {
    Object body = message.getBody();
    byte[] bytes =
        body instanceof byte[] already
            ? already
            : message.getMandatoryBody(String.class).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw payload(
            exchange, message, "a text ends with its first zero byte: found one at byte " + i);
      }
    }
    return FrameView.of(FrameGeometry.bytes(bytes.length), ByteBuffer.wrap(bytes));
  }

  /**
   * Whether a payload of any length will do: an encoded picture in a ring, or what nobody has given
   * a size.
   */
  private boolean anyLength(Message message) {
    return anyLength || ring && (FrameHeaders.encoded(message) || unshaped(message));
  }

  private boolean unshaped(Message message) {
    return expected.shape().isEmpty()
        && expected.width() == 0
        && expected.height() == 0
        && message.getHeader(ShmFrameConstants.SHAPE) == null
        && message.getHeader(ShmFrameConstants.WIDTH) == null
        && message.getHeader(ShmFrameConstants.HEIGHT) == null;
  }

  /**
   * Reads a stream to its end before the segment is touched: one that breaks off must not cost the
   * last frame.
   */
  private ByteBuffer read(Exchange exchange, Message message) throws Exception {
    InputStream stream = message.getMandatoryBody(InputStream.class);
    // One byte more than there should be, to notice that there are more.
    long most =
        anyLength(message)
            ? Integer.MAX_VALUE
            : geometry(exchange, message, Optional.empty()).bytes() + 1;
    try (stream) {
      return ByteBuffer.wrap(stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, most)));
    }
  }

  private FrameView raw(Exchange exchange, Message message, ByteBuffer payload) throws Exception {
    if (anyLength(message)) {
      return FrameView.of(FrameGeometry.bytes(payload.remaining()), payload);
    }
    FrameGeometry geometry = geometry(exchange, message, Optional.empty());
    int stride = stride(message, geometry, payload.remaining());
    if (stride != geometry.rowBytes()) {
      return FrameView.of(geometry, stride, 0, payload);
    }
    requireLength(exchange, message, geometry, payload.remaining());
    return FrameView.of(geometry, payload);
  }

  /**
   * Rows with gaps, where the header says so and the length agrees; an old header on a packed body
   * does not count.
   */
  private static int stride(Message message, FrameGeometry geometry, int length) {
    Integer stride = message.getHeader(ShmFrameConstants.STRIDE, Integer.class);
    if (stride == null || !geometry.isPicture() || length == geometry.bytes()) {
      return Math.toIntExact(geometry.rowBytes());
    }
    boolean fits = stride > geometry.rowBytes();
    long span = fits ? geometry.span(stride) : 0;
    return fits && length >= span && length - span < stride
        ? stride
        : Math.toIntExact(geometry.rowBytes());
  }

  private FrameView array(Exchange exchange, Message message, Object body, ElementType natural)
      throws InvalidPayloadException {
    ByteBuffer bytes = TypedArrays.bytes(body);
    FrameGeometry geometry =
        ring && unshaped(message)
            ? FrameGeometry.tensor(natural, Math.max(1, bytes.remaining() / natural.bytes()))
            : geometry(exchange, message, Optional.of(natural));
    if (!TypedArrays.holds(natural, geometry.element())) {
      throw payload(
          exchange,
          message,
          "a frame of " + geometry + " was expected; found " + body.getClass().getSimpleName());
    }
    requireLength(exchange, message, geometry, bytes.remaining());
    return FrameView.of(geometry, bytes);
  }

  /** What knows its own size: a picture, a matrix. */
  private Optional<FrameView> converted(Exchange exchange, Message message, Object body)
      throws InvalidPayloadException {
    FrameView view;
    try {
      view = exchange.getContext().getTypeConverter().convertTo(FrameView.class, exchange, body);
    } catch (TypeConversionException e) {
      // A body of a type that is taken, but not as it is: an empty Mat, say.
      throw payload(
          exchange, message, e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }
    // A BufferedImage knows its colours, a Mat does not.
    return Optional.ofNullable(view)
        .map(known -> body instanceof BufferedImage ? known : reinterpreted(known, message));
  }

  /** What the message says of the colours, where it does not contradict the frame. */
  private static FrameView reinterpreted(FrameView view, Message message) {
    FrameGeometry geometry = view.geometry();
    Optional<FrameGeometry> other =
        FrameGeometries.format(message)
            .filter(format -> geometry.isPicture() && geometry.element() == ElementType.UINT8)
            .filter(format -> geometry.channels() == format.channels())
            .flatMap(format -> as(format, geometry, message));
    return other.isPresent() && !other.get().equals(geometry)
        ? FrameView.of(other.get(), view.stride(), view.timestampNanos(), view.pixels())
        : view;
  }

  /** OpenCV keeps planes below each other: of those, the message says the height of the picture. */
  private static Optional<FrameGeometry> as(
      PixelFormat format, FrameGeometry geometry, Message message) {
    if (!format.planar()) {
      return Optional.of(FrameGeometry.picture(geometry.width(), geometry.height(), format));
    }
    Integer height = message.getHeader(ShmFrameConstants.HEIGHT, Integer.class);
    boolean stacked = height != null && height % 2 == 0 && geometry.height() == height / 2 * 3;
    return stacked
        ? Optional.of(FrameGeometry.picture(geometry.width(), height, format))
        : Optional.empty();
  }

  /**
   * The size of a frame that does not say it itself: from the message's headers, else from the
   * options.
   */
  FrameGeometry geometry(Exchange exchange, Message message, Optional<ElementType> natural)
      throws InvalidPayloadException {
    boolean shapeless =
        layout.isPresent()
            && layout.get().slot("shape").isPresent()
            && expected.shape().isEmpty()
            && message.getHeader(ShmFrameConstants.SHAPE) == null
            && message.getHeader(ShmFrameConstants.WIDTH) == null;
    if (shapeless) {
      throw payload(
          exchange,
          message,
          "the body does not say its shape: set the header "
              + ShmFrameConstants.SHAPE
              + " or the option shape");
    }
    try {
      return FrameGeometries.of(
          message, expected, natural.or(() -> layout.flatMap(HeaderLayout::element)));
    } catch (LayoutException e) {
      throw payload(exchange, message, e.getMessage());
    }
  }

  /** The size of a frame whose payload has so many bytes. */
  FrameGeometry geometry(Exchange exchange, Message message, long bytes)
      throws InvalidPayloadException {
    if (anyLength(message)) {
      return FrameGeometry.bytes(Math.toIntExact(bytes));
    }
    FrameGeometry geometry = geometry(exchange, message, Optional.empty());
    requireLength(exchange, message, geometry, bytes);
    return geometry;
  }

  private void requireLength(Exchange exchange, Message message, FrameGeometry geometry, long found)
      throws InvalidPayloadException {
    if (found != geometry.bytes()) {
      throw payload(
          exchange,
          message,
          "a frame of "
              + geometry
              + " has "
              + geometry.bytes()
              + " bytes, the body has "
              + (found > geometry.bytes() ? "more: " : "")
              + found
              + "; an encoded picture must be decoded first");
    }
  }

  InvalidPayloadException payload(Exchange exchange, Message message, String why) {
    return new InvalidPayloadException(
        exchange, FrameView.class, message, new IllegalArgumentException(where + ": " + why));
  }
}
