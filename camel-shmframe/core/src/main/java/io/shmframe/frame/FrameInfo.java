// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What is known of a frame besides its payload. Immutable. */
public final class FrameInfo {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final FrameGeometry geometry;
  private final long timestampNanos;
  private final boolean numbered;
  private final long number;
  private final long missed;
  private final long torn;
  private final Map<String, Object> fields;
  private final String encoding;
  private final Set<FrameFlag> flags;

  /** Of a payload that is what its geometry says. */
  FrameInfo(
      FrameGeometry geometry,
      long timestampNanos,
      OptionalLong sequence,
      long missed,
      long torn,
      Map<String, Object> fields) {
    this.geometry = geometry;
    this.timestampNanos = timestampNanos;
    this.numbered = sequence.isPresent();
    this.number = sequence.orElse(0);
    this.missed = missed;
    this.torn = torn;
    this.fields = fields;
    this.encoding = FrameTags.RAW;
    this.flags = Set.of();
  }

  /** Of a frame that has a number, as all those of a ring. */
  FrameInfo(
      FrameGeometry geometry,
      long timestampNanos,
      long number,
      long missed,
      long torn,
      Map<String, Object> fields,
      String encoding,
      Set<FrameFlag> flags) {
    this.geometry = geometry;
    this.timestampNanos = timestampNanos;
    this.numbered = true;
    this.number = number;
    this.missed = missed;
    this.torn = torn;
    this.fields = fields;
    this.encoding = encoding;
    this.flags = flags;
  }

  /** Its size and type. */
  public FrameGeometry geometry() {
    return geometry;
  }

  /**
   * When its writer says that it was taken, in nanoseconds since 1970, as exact as the header is;
   * {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE} where the header's stamp lies further away
   * than that; 0 where it has none.
   */
  public long timestampNanos() {
    return timestampNanos;
  }

  /** When its writer says that it was taken, in milliseconds since 1970. */
  public long timestampMillis() {
    return Math.floorDiv(timestampNanos, NANOS_PER_MILLI);
  }

  /** The number that its writer gave it, where the header has one. */
  public OptionalLong sequence() {
    return numbered ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /**
   * How many frames passed between the last one that was taken and this one; where the header
   * counts no frames, as many as were seen to pass.
   */
  public long missed() {
    return missed;
  }

  /**
   * How many looks since the last frame were rejected, because the writer wrote in the meantime.
   */
  public long torn() {
    return torn;
  }

  /**
   * Those fields of the header that have no meaning here, by their names; of a ring the frame's
   * metadata.
   */
  public Map<String, Object> fields() {
    return fields;
  }

  /** {@link FrameTags#RAW}, or how the bytes of the payload are coded, such as {@code jpeg}. */
  public String encoding() {
    return encoding;
  }

  /** What its writer said of it. */
  public Set<FrameFlag> flags() {
    return flags;
  }
}
