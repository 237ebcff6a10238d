// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.time.Duration;

/**
 * The codec of sockets that carry frames behind their length: four bytes, the most significant
 * first, without a sign, then the payload. Nothing comes back.
 *
 * <p>A bean for {@code netty:}, named as {@code decoders=#bean}. A sender in a producer needs
 * {@code sync=false}; in a consumer both need {@code sync=true}, which is the default. A bean is
 * immutable, serves any number of endpoints and threads, and gives each channel handlers of its
 * own.
 *
 * <ul>
 *   <li>A receiver gives the route one frame at a time, as a {@code byte[]}, and the next one when
 *       the route is done with it. The route must end with a body (which is not sent), for Camel
 *       closes the connection where there is none.
 *   <li>A sender in a producer sends the body: {@code byte[]}, {@code ByteBuf}, {@code ByteBuffer},
 *       {@code InputStream}, Camel's {@code StreamCache}, or a {@code String} as UTF-8. A stream is
 *       read in the event loop, so it must not wait.
 *   <li>A sender in a consumer asks the route for a frame when a peer connects, and for the next
 *       one when that is written: the route gets an empty message and must put the frame in its
 *       place, with {@code pollEnrich} for instance.
 * </ul>
 */
public final class LengthPrefixed extends SocketCodec {

  private LengthPrefixed(boolean sends, Limits limits) {
    super(sends, LengthField.UNSIGNED_INT, "", limits);
  }

  /**
   * The end that sends frames, in a producer or in a consumer.
   *
   * @return a codec with the default limits
   */
  public static LengthPrefixed sender() {
    return new LengthPrefixed(true, Limits.DEFAULTS);
  }

  /**
   * The end that receives frames, in a consumer.
   *
   * @return a codec with the default limits
   */
  public static LengthPrefixed receiver() {
    return new LengthPrefixed(false, Limits.DEFAULTS);
  }

  /**
   * Limits the payload of a frame. Default: 64 MiB.
   *
   * @param bytes at least 1; a frame that announces more is an error before its memory is taken
   * @return a codec with this limit
   * @throws IllegalArgumentException if it is out of range
   */
  public LengthPrefixed maxBytes(int bytes) {
    return new LengthPrefixed(sends(), limits().withMaxBytes(bytes));
  }

  /**
   * Limits the time from the first byte of a frame to its last, and that in which a frame can be
   * written. Default: 5 s. Time in which the route is busy does not count, nor does the time
   * between frames.
   *
   * @param time at least 1 ms
   * @return a codec with this limit
   * @throws IllegalArgumentException if it is out of range
   */
  public LengthPrefixed frameTimeout(Duration time) {
    return new LengthPrefixed(sends(), limits().withFrameTimeout(time));
  }
}
