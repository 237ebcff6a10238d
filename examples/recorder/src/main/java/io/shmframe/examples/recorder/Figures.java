// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.Locale;

/**
 * What a recorder or a player has done so far.
 *
 * @param frames that were written
 * @param bytes of their payloads
 * @param missed frames that passed by before they reached the recorder
 * @param torn frames that were overwritten while they were written to the file
 * @param dropped frames for which there was no room
 * @param part the number of the part
 * @param removed parts that made room for others
 * @param free bytes that the file system has left
 */
record Figures(
    long frames,
    long bytes,
    long missed,
    long torn,
    long dropped,
    int part,
    int removed,
    long free) {

  private static final double MEGA = 1e6;

  /**
   * The line of a second.
   *
   * @param before the figures of the line before
   * @param seconds since then
   */
  String line(Figures before, double seconds) {
    return String.format(
        Locale.ROOT,
        "record: frames=%d fps=%.1f mb=%.1f mb_s=%.1f missed=%d torn=%d dropped=%d part=%d removed=%d free_mb=%.0f",
        frames,
        (frames - before.frames) / seconds,
        bytes / MEGA,
        (bytes - before.bytes) / MEGA / seconds,
        missed,
        torn,
        dropped,
        part,
        removed,
        free / MEGA);
  }

  static Figures none() {
    return new Figures(0, 0, 0, 0, 0, 0, 0, 0);
  }
}
