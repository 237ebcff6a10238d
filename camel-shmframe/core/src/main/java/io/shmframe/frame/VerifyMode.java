// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/** How a reader makes sure that a frame was not overwritten while it was copied. */
public enum VerifyMode {
  /**
   * The strongest check that the layout allows: for a header with a flag and a stamp, {@link
   * #COMPARE}.
   */
  AUTO,
  /**
   * No check at all: torn frames are delivered. For measurements, and for writers that are known to
   * wait.
   */
  NONE,
  /**
   * The flag and the stamp are the same before and after the copy. Misses a second write that has
   * the same stamp, which a writer that stamps by the millisecond makes whenever it writes twice in
   * one.
   */
  STAMP,
  /**
   * As {@link #STAMP}, and then the copy is compared with the segment and the flag and the stamp
   * are looked at a third time. At the moment of the second look the segment held one whole frame,
   * and every byte of the copy was the same before and after that moment.
   */
  COMPARE
}
