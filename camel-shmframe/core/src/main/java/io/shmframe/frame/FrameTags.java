// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.util.Map;

/**
 * What is written of a frame besides its payload and its geometry.
 *
 * @param timestampNanos when it was taken, in nanoseconds since 1970, at least 0
 * @param fields of no known meaning, by their names; those that are not given stay as they are in
 *     the segment, those that the header does not have are ignored
 */
public record FrameTags(long timestampNanos, Map<String, Object> fields) {

  private static final long NANOS_PER_MILLI = 1_000_000;

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
