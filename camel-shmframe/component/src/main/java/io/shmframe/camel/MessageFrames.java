// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;

/**
 * Frames of messages for who is no {@code shmframe:} endpoint: data formats, processors. It takes
 * the bodies that a producer takes, and sets the headers that a consumer sets. Any thread may call
 * it.
 */
public final class MessageFrames {

  private MessageFrames() {}

  /**
   * The frame that a message carries, sharing the body's memory where that is possible. Of a body
   * that does not know its own size ({@code byte[]}, {@code ByteBuffer}, {@code InputStream},
   * {@code File}, arrays of numbers) the headers {@code CamelShmFrameWidth}, {@code
   * CamelShmFrameHeight}, {@code CamelShmFrameChannels} or {@code CamelShmFrameType}, {@code
   * CamelShmFramePixelFormat}, {@code CamelShmFrameDtype} and {@code CamelShmFrameShape} say it.
   *
   * <p>An {@code InputStream} is read to its end and closed.
   *
   * @param who what errors begin with
   * @return the frame, for as long as the body lasts
   * @throws java.io.IOException if a stream or a file cannot be read
   * @throws InvalidPayloadException if the body is none, with what was expected and what was found
   */
  public static FrameView of(Exchange exchange, Message message, String who) throws Exception {
    return OutgoingFrames.ofMessages(who).frame(exchange, message);
  }

  /**
   * Says in a message what its body is, and nothing of what another body was.
   *
   * @param stride bytes from row to row of the body
   * @param encoding {@code raw}, {@code jpeg}, {@code png}
   */
  public static void describe(
      Message message, FrameGeometry geometry, int stride, String encoding) {
    FrameHeaders.setOnly(message, geometry, stride);
    message.setHeader(ShmFrameConstants.ENCODING, encoding);
  }
}
