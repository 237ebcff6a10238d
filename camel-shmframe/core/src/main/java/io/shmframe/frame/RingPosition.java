// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingDescriptor;
import io.shmframe.layout.RingLayout;
import java.util.Optional;

/**
 * Where the writers before have left a ring.
 *
 * @param ticket the next one
 * @param sequence the next one
 * @param head ticket of the newest complete frame; 0 if there is none
 */
record RingPosition(long ticket, long sequence, long head) {

  /** Far from where twice a ticket, or one more, would overflow. */
  private static final long MOST = Long.MAX_VALUE >>> 2;

  static final RingPosition START = new RingPosition(1, 1, 0);

  /** A new ring's, whose frames are numbered on from those of the one before. */
  RingPosition anew() {
    return new RingPosition(1, sequence, 0);
  }

  /**
   * Looks at all slots; the writer's lock must be held.
   *
   * @return empty if they say what cannot be
   */
  static Optional<RingPosition> of(RingSegment segment) {
    RingLayout layout = segment.layout();
    long ticket = 0;
    long sequence = 0;
    long head = 0;
    for (int slot = 0; slot < layout.slots(); slot++) {
      long lock = segment.lock(slot);
      long found = lock + 1 >>> 1;
      boolean fits = lock == 0 || lock > 0 && found < MOST && layout.slot(found) == slot;
      if (!fits) {
        return Optional.empty();
      }
      ticket = Math.max(ticket, found);
      if (lock != 0 && lock % 2 == 0) {
        long number = segment.memory().getLong(layout.descriptor(slot) + RingDescriptor.SEQUENCE);
        if (number < 1 || number > MOST) {
          return Optional.empty();
        }
        sequence = Math.max(sequence, number);
        head = Math.max(head, found);
      }
    }
    return Optional.of(new RingPosition(ticket + 1, sequence + 1, head));
  }
}
