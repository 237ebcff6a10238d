// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.LayoutException;

/** Which times a frame may have. */
final class StampRange {

  private StampRange() {}

  /**
   * @throws LayoutException if the time is before 1970 or behind what 64 bits of nanoseconds hold
   */
  static void require(FrameTags tags) {
    long nanos = tags.timestampNanos();
    if (nanos < 0 || nanos == Long.MAX_VALUE) {
      throw new LayoutException(
          "A timestamp of "
              + (nanos < 0 ? tags.timestampMillis() + " ms" : "more than 64 bits of nanoseconds")
              + ": expected 0 to "
              + Long.MAX_VALUE / 1_000_000
              + " ms since 1970");
    }
  }
}
