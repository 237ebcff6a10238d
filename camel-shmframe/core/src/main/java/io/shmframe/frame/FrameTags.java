// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.util.Map;
import java.util.Set;

/**
 * What is written of a frame besides its payload and its geometry.
 *
 * @param timestampNanos when it was taken, in nanoseconds since 1970, at least 0
 * @param fields of no known meaning, by their names; those that are not given stay as they are in
 *     the segment, those that the header does not have are ignored. A ring carries text, whole
 *     numbers, doubles, truth values and byte arrays of any name, for this frame alone
 * @param encoding {@link #RAW}, or how the bytes of the payload are coded: {@code jpeg}, {@code
 *     png}, {@code h264}, or whatever else has at most four letters. Only a ring has a place for it
 * @param flags what else is said of the frame; only a ring has a place for them
 */
public record FrameTags(
    long timestampNanos, Map<String, Object> fields, String encoding, Set<FrameFlag> flags) {

  /** The encoding of a payload that is what its geometry says. */
  public static final String RAW = "raw";

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Of a payload that is what its geometry says. */
  public FrameTags(long timestampNanos, Map<String, Object> fields) {
    this(timestampNanos, fields, RAW, Set.of());
  }

  /** A time, and no fields. */
  public static FrameTags ofMillis(long timestampMillis) {
    return new FrameTags(nanos(timestampMillis), Map.of());
  }

  /**
   * Milliseconds as nanoseconds; what is beyond their range stays beyond it.
   *
   * @param millis since 1970
   */
  public static long nanos(long millis) {
    return java.util.concurrent.TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The time in milliseconds since 1970. */
  public long timestampMillis() {
    return Math.floorDiv(timestampNanos, NANOS_PER_MILLI);
  }
}
