// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known of a frame besides its payload.
 *
 * @param geometry its size and type
 * @param timestampNanos when its writer says that it was taken, in nanoseconds since 1970, as exact
 *     as the header is; {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE} where the header's stamp
 *     lies further away than that; 0 where it has none
 * @param sequence the number that its writer gave it, where the header has one
 * @param missed how many frames passed between the last one that was taken and this one; where the
 *     header counts no frames, as many as were seen to pass
 * @param torn how many looks since the last frame were rejected, because the writer wrote in the
 *     meantime
 * @param fields of the header that have no meaning here, by their names; of a ring the frame's
 *     metadata
 * @param encoding {@link FrameTags#RAW}, or how the bytes of the payload are coded, such as {@code
 *     jpeg}
 * @param flags what its writer said of it
 */
public record FrameInfo(
    FrameGeometry geometry,
    long timestampNanos,
    OptionalLong sequence,
    long missed,
    long torn,
    Map<String, Object> fields,
    String encoding,
    Set<FrameFlag> flags) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Of a payload that is what its geometry says. */
  public FrameInfo(
      FrameGeometry geometry,
      long timestampNanos,
      OptionalLong sequence,
      long missed,
      long torn,
      Map<String, Object> fields) {
    this(geometry, timestampNanos, sequence, missed, torn, fields, FrameTags.RAW, Set.of());
  }

  /** When its writer says that it was taken, in milliseconds since 1970. */
  public long timestampMillis() {
    return Math.floorDiv(timestampNanos, NANOS_PER_MILLI);
  }
}
