// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.Synchronisation;

/** How a reader makes sure that a frame was not overwritten while it was copied. */
public enum VerifyMode {
  /**
   * The strongest check that the layout allows: {@link #STAMP} where that is proof, which it is of
   * a {@code seqlock} and of a {@code status}; {@link #COMPARE} for all others.
   */
  AUTO,
  /**
   * No check at all: torn frames are delivered. For measurements, and for writers that are known to
   * wait.
   */
  NONE,
  /**
   * The header is the same before and after the copy. Of a {@code seqlock} or a {@code status} that
   * is proof. With {@code valid} it misses a second write that has the same stamp, which a writer
   * that stamps by the millisecond makes whenever it writes twice in one. With a {@code sequence}
   * it misses a write that has begun but not ended; without any of these it says nothing.
   */
  STAMP,
  /**
   * As {@link #STAMP}, and then the copy is compared with the segment and the header is looked at a
   * third time. At the moment of the second look the header was that of one frame, and every byte
   * of the copy was the same before and after that moment.
   */
  COMPARE;

  /** What {@link #AUTO} means for a way of synchronising. */
  VerifyMode on(Synchronisation kind) {
    if (this != AUTO) {
      return this;
    }
    return kind == Synchronisation.SEQLOCK || kind == Synchronisation.STATUS ? STAMP : COMPARE;
  }
}
