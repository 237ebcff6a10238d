// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.PixelFormat;
import java.util.Arrays;
import java.util.Optional;
import org.apache.camel.Message;

/** The size of a frame as message headers and options say it. */
final class FrameGeometries {

  private FrameGeometries() {}

  /**
   * From the headers, and from the options what they do not say.
   *
   * @param otherwise what the values are where neither says it
   * @throws LayoutException that names the header and the option, where neither says it or it
   *     cannot be
   */
  static FrameGeometry of(
      Message message, ExpectedGeometry options, Optional<ElementType> otherwise) {
    Optional<int[]> shape = shape(message);
    if (shape.isPresent() || !options.shape().isEmpty()) {
      int[] sides =
          shape.orElseGet(() -> options.shape().stream().mapToInt(Integer::intValue).toArray());
      return FrameGeometry.tensor(
          dtype(message).or(options::element).or(() -> otherwise).orElse(ElementType.UINT8), sides);
    }
    int width = value(message, ShmFrameConstants.WIDTH, "width", options.width());
    int height = value(message, ShmFrameConstants.HEIGHT, "height", options.height());
    Optional<PixelFormat> format = format(message).or(options::format);
    Optional<FrameGeometry> plain = plain(message, options, otherwise, width, height);
    if (format.isPresent() && matches(format.get(), plain)) {
      return FrameGeometry.picture(width, height, format.get());
    }
    return plain.orElseThrow(() -> unsaid("channels", ShmFrameConstants.CHANNELS));
  }

  /** A format that the other headers contradict was left over from another frame. */
  private static boolean matches(PixelFormat format, Optional<FrameGeometry> plain) {
    return plain.isEmpty()
        || plain.get().element() == ElementType.UINT8
            && plain.get().channels() == format.channels();
  }

  private static Optional<FrameGeometry> plain(
      Message message,
      ExpectedGeometry options,
      Optional<ElementType> otherwise,
      int width,
      int height) {
    Integer type = message.getHeader(ShmFrameConstants.TYPE, Integer.class);
    Integer channels = message.getHeader(ShmFrameConstants.CHANNELS, Integer.class);
    Optional<FrameGeometry> typed =
        Optional.ofNullable(type).map(value -> new FrameGeometry(width, height, value));
    ElementType element =
        dtype(message)
            .or(() -> typed.map(FrameGeometry::element))
            .or(options::element)
            .or(() -> otherwise)
            .orElse(ElementType.UINT8);
    int deep =
        channels != null ? channels : typed.map(FrameGeometry::channels).orElse(options.channels());
    if (deep == 0 && channels == null) {
      if (format(message).or(options::format).isPresent()) {
        return Optional.empty();
      }
      if (options.element().isEmpty()
          && dtype(message).isEmpty()
          && (otherwise.isEmpty() || otherwise.get() == ElementType.UINT8)) {
        return Optional.empty();
      }
      deep = 1;
    }
    return Optional.of(FrameGeometry.picture(width, height, deep, element));
  }

  /** From the headers alone; empty where they do not say it. */
  static Optional<FrameGeometry> of(Message message) {
    boolean shaped = message.getHeader(ShmFrameConstants.SHAPE) != null;
    boolean sized =
        message.getHeader(ShmFrameConstants.WIDTH) != null
            && message.getHeader(ShmFrameConstants.HEIGHT) != null;
    boolean deep =
        message.getHeader(ShmFrameConstants.CHANNELS) != null
            || message.getHeader(ShmFrameConstants.TYPE) != null
            || message.getHeader(ShmFrameConstants.PIXEL_FORMAT) != null
            || message.getHeader(ShmFrameConstants.DTYPE) != null;
    return shaped || sized && deep
        ? Optional.of(of(message, ExpectedGeometry.ANY, Optional.empty()))
        : Optional.empty();
  }

  /**
   * The format that a message gives to a picture which does not know its own; empty where it says
   * none.
   */
  static Optional<PixelFormat> format(Message message) {
    String found = message.getHeader(ShmFrameConstants.PIXEL_FORMAT, String.class);
    if (found == null) {
      return Optional.empty();
    }
    return Optional.of(
        PixelFormat.of(found)
            .orElseThrow(
                () ->
                    new LayoutException(
                        "header "
                            + ShmFrameConstants.PIXEL_FORMAT
                            + " is "
                            + found
                            + ": expected one of "
                            + Arrays.toString(PixelFormat.values()))));
  }

  private static Optional<ElementType> dtype(Message message) {
    String found = message.getHeader(ShmFrameConstants.DTYPE, String.class);
    if (found == null) {
      return Optional.empty();
    }
    return Optional.of(
        ElementType.of(found)
            .orElseThrow(
                () ->
                    new LayoutException(
                        "header "
                            + ShmFrameConstants.DTYPE
                            + " is "
                            + found
                            + ": expected numpy's name of a type, such as float32")));
  }

  private static Optional<int[]> shape(Message message) {
    Object found = message.getHeader(ShmFrameConstants.SHAPE);
    if (found instanceof int[] sides) {
      return Optional.of(sides);
    }
    return found == null
        ? Optional.empty()
        : Optional.of(
            shape(found.toString())
                .orElseThrow(
                    () ->
                        new LayoutException(
                            "header "
                                + ShmFrameConstants.SHAPE
                                + " is "
                                + found
                                + ": expected lengths such as 512x512")));
  }

  /** Lengths as the {@code shape} option writes them; empty if it is none. */
  static Optional<int[]> shape(String text) {
    if (!text.matches("[0-9]{1,9}(x[0-9]{1,9}){0,31}")) {
      return Optional.empty();
    }
    return Optional.of(Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray());
  }

  private static int value(Message message, String header, String option, int otherwise) {
    Integer found = message.getHeader(header, Integer.class);
    if (found != null) {
      return found;
    }
    if (otherwise == 0) {
      throw unsaid(option, header);
    }
    return otherwise;
  }

  private static LayoutException unsaid(String option, String header) {
    return new LayoutException(
        "the body does not say its "
            + option
            + ": set the header "
            + header
            + " or the option "
            + option);
  }
}
