// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.FrameGeometry;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of a frame besides its payload and its place in a recording.
 *
 * @param geometry its size and type; of an encoded picture, a text and anything else just bytes
 * @param stride bytes from row to row of a picture; 0 of anything else
 * @param encoding {@code raw}, or what the bytes are: {@code jpeg}, {@code text}
 * @param flags of a ring, as its descriptor has them
 * @param sequence the number that the frame's writer gave it
 * @param captured when it was taken, in nanoseconds since 1970; 0 where nobody said
 * @param missed frames that passed between the one before and this one
 * @param headers that travel with it, in the names that a ring gives them
 */
record FrameDescription(
    FrameGeometry geometry,
    int stride,
    String encoding,
    int flags,
    OptionalLong sequence,
    long captured,
    long missed,
    Map<String, Object> headers) {

  static final String RAW = "raw";

  /** Of bytes of which nothing is known. */
  static FrameDescription ofBytes(int bytes) {
    return new FrameDescription(
        FrameGeometry.bytes(bytes), 0, RAW, 0, OptionalLong.empty(), 0, 0, Map.of());
  }

  /** Whether the payload is values in a known order, rather than bytes. */
  boolean shaped() {
    return geometry.isPicture() || geometry.isTensor();
  }

  /**
   * Bytes of the payload that the geometry needs, which are all of it but where it is only bytes.
   */
  long needed() {
    return geometry.isPicture() ? geometry.span(stride) : geometry.bytes();
  }
}
