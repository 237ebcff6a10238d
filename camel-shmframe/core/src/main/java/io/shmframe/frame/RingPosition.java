// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingDescriptor;
import io.shmframe.layout.RingLayout;
import java.util.Optional;

/**
 * Where the writers before have left a ring.
 *
 * @param head ticket of the newest complete frame; 0 if there is none
 * @param sequence that was reached
 */
record RingPosition(long head, long sequence) {

  /** Tickets and sequences stay below it. */
  private static final long MOST = 1L << 62;

  static final RingPosition START = new RingPosition(0, 0);

  /** A new ring's, whose frames are numbered on from those of the one before. */
  RingPosition anew() {
    return new RingPosition(0, sequence);
  }

  /**
   * Looks at all slots; the writer's lock must be held. Odd slots do not count: writers that die
   * one after another in their first claim would else come round to the newest frame.
   *
   * @return empty if they say what cannot be
   */
  static Optional<RingPosition> of(RingSegment segment) {
    RingLayout layout = segment.layout();
    long head = 0;
    for (int slot = 0; slot < layout.slots(); slot++) {
      long lock = segment.lock(slot);
      long ticket = (lock + 1) >>> 1;
      boolean fits = lock == 0 || lock > 0 && ticket < MOST && layout.slot(ticket) == slot;
      if (!fits) {
        return Optional.empty();
      }
      if (lock % 2 == 0) {
        head = Math.max(head, ticket);
      }
    }
    long sequence =
        head == 0
            ? segment.get(RingControl.BASE)
            : segment
                .memory()
                .getLong(layout.descriptor(layout.slot(head)) + RingDescriptor.SEQUENCE);
    return sequence < 0 || sequence >= MOST
        ? Optional.empty()
        : Optional.of(new RingPosition(head, sequence));
  }
}
