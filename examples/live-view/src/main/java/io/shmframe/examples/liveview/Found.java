// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.Optional;

/**
 * A file in the folder of the segments.
 *
 * @param name of the segment
 * @param bytes its length
 * @param layout what it is laid out like; empty where nobody can know
 * @param ring whether it is a ring, which its first bytes say beyond doubt
 * @param about why no layout is known, or where it was known from
 * @param begin the first bytes in hexadecimal, for the eyes of a person
 */
record Found(
    String name,
    long bytes,
    Optional<SegmentLayout> layout,
    boolean ring,
    String about,
    String begin) {

  /** The same, not shown for another reason. */
  Found because(String reason) {
    return new Found(name, bytes, Optional.empty(), ring, reason, begin);
  }
}
