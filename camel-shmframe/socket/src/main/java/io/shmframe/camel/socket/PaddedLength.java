// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.time.Duration;

/**
 * The codec of sockets that carry frames behind a length in text: sixteen bytes of decimal digits
 * and spaces, then the payload. The receiver answers each frame with {@value #REPLY}, and the
 * sender waits for that.
 *
 * <p>A bean for {@code netty:}, named as {@code decoders=#bean}, always with {@code sync=true},
 * which is the default. A bean is immutable, serves any number of endpoints and threads, and gives
 * each channel handlers of its own.
 *
 * <ul>
 *   <li>A receiver gives the route one frame at a time, as a {@code byte[]}, and answers when the
 *       route is done with it, also where it failed: the frame did arrive, and the sender would
 *       wait for ever. The route must end with a body (which is not sent), for Camel closes the
 *       connection where there is none.
 *   <li>A sender in a producer sends the body: {@code byte[]}, {@code ByteBuf}, {@code ByteBuffer},
 *       {@code InputStream}, Camel's {@code StreamCache}, or a {@code String} as UTF-8; the
 *       exchange goes on with the answer as its body. A stream is read in the event loop, so it
 *       must not wait. Camel lets an exchange without a body through and sends nothing.
 *   <li>A sender in a consumer asks the route for a frame when a peer connects, and for the next
 *       one when that is answered: the route gets an empty message and must put the frame in its
 *       place, with {@code pollEnrich} for instance.
 * </ul>
 */
public final class PaddedLength extends SocketCodec {

  /** What the receiver answers, so spelled. */
  public static final String REPLY = "recieved messages!";

  private PaddedLength(boolean sends, Limits limits) {
    super(sends, LengthField.PADDED_TEXT, REPLY, limits);
  }

  /**
   * The end that sends frames, in a producer or in a consumer.
   *
   * @return a codec with the default limits
   */
  public static PaddedLength sender() {
    return new PaddedLength(true, Limits.DEFAULTS);
  }

  /**
   * The end that receives frames, in a consumer.
   *
   * @return a codec with the default limits
   */
  public static PaddedLength receiver() {
    return new PaddedLength(false, Limits.DEFAULTS);
  }

  /**
   * Limits the payload of a frame. Default: 64 MiB.
   *
   * @param bytes at least 1; a frame that announces more is an error before its memory is taken
   * @return a codec with this limit
   * @throws IllegalArgumentException if it is out of range
   */
  public PaddedLength maxBytes(int bytes) {
    return new PaddedLength(sends(), limits().withMaxBytes(bytes));
  }

  /**
   * Limits the time from the first byte of a frame, or of an answer, to its last, and that in which
   * a frame can be written. Default: 5 s. Time in which the route is busy does not count, nor does
   * the time between frames.
   *
   * @param time at least 1 ms
   * @return a codec with this limit
   * @throws IllegalArgumentException if it is out of range
   */
  public PaddedLength frameTimeout(Duration time) {
    return new PaddedLength(sends(), limits().withFrameTimeout(time));
  }

  /**
   * Limits the time from the last byte of a frame that is sent to the first of its answer. Default:
   * 30 s. Camel's {@code requestTimeout}, where it is set and shorter, ends a producer's wait
   * before.
   *
   * @param time at least 1 ms
   * @return a codec with this limit
   * @throws IllegalArgumentException if it is out of range
   */
  public PaddedLength answerTimeout(Duration time) {
    return new PaddedLength(sends(), limits().withAnswerTimeout(time));
  }
}
