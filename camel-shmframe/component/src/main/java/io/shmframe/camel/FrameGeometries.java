// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.ExpectedGeometry;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import java.util.Optional;
import org.apache.camel.Message;

/** The size of a frame as message headers and options say it. */
final class FrameGeometries {

  private FrameGeometries() {}

  /**
   * From the headers, and from the options what they do not say.
   *
   * @throws LayoutException that names the header and the option, where neither says it or it
   *     cannot be
   */
  static FrameGeometry of(Message message, ExpectedGeometry options) {
    return FrameGeometry.of8Bit(
        value(message, ShmFrameConstants.WIDTH, "width", options.width()),
        value(message, ShmFrameConstants.HEIGHT, "height", options.height()),
        channels(message, options.channels()));
  }

  /** From the headers alone; empty where they do not say it. */
  static Optional<FrameGeometry> of(Message message) {
    if (message.getHeader(ShmFrameConstants.WIDTH) == null
        || message.getHeader(ShmFrameConstants.HEIGHT) == null
        || message.getHeader(ShmFrameConstants.CHANNELS) == null
            && message.getHeader(ShmFrameConstants.TYPE) == null) {
      return Optional.empty();
    }
    return Optional.of(of(message, ExpectedGeometry.ANY));
  }

  private static int channels(Message message, int option) {
    Integer type = message.getHeader(ShmFrameConstants.TYPE, Integer.class);
    if (type != null) {
      FrameGeometry one = new FrameGeometry(1, 1, type);
      if (one.depth() != 0) {
        throw new LayoutException(
            "header "
                + ShmFrameConstants.TYPE
                + " is "
                + type
                + ": expected 8-bit unsigned pixels (depth 0)");
      }
      if (message.getHeader(ShmFrameConstants.CHANNELS) == null) {
        return one.channels();
      }
    }
    return value(message, ShmFrameConstants.CHANNELS, "channels", option);
  }

  private static int value(Message message, String header, String option, int otherwise) {
    Integer found = message.getHeader(header, Integer.class);
    if (found != null) {
      return found;
    }
    if (otherwise == 0) {
      throw new LayoutException(
          "the body does not say its "
              + option
              + ": set the header "
              + header
              + " or the option "
              + option);
    }
    return otherwise;
  }
}
