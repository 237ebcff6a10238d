// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.Locale;

/**
 * What was played so far.
 *
 * @param frames in all, each time that they were played
 * @param bytes of their payloads
 * @param position in the recording, nanoseconds
 * @param damaged frames and parts that were left out, in the passages that have come to their end
 */
record Played(long frames, long bytes, long position, long damaged) {

  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  static Played nothing() {
    return new Played(0, 0, 0, 0);
  }

  Played with(long payload, long place) {
    return new Played(frames + 1, bytes + payload, place, damaged);
  }

  Played with(Damage damage) {
    return new Played(frames, bytes, position, damaged + damage.frames() + damage.parts());
  }

  /** The line of a second. */
  String line(Played before) {
    return String.format(
        Locale.ROOT,
        "replay: frames=%d fps=%d at_s=%.1f mb=%.1f mb_s=%.1f damaged=%d",
        frames,
        frames - before.frames,
        position / GIGA,
        bytes / MEGA,
        (bytes - before.bytes) / MEGA,
        damaged);
  }
}
