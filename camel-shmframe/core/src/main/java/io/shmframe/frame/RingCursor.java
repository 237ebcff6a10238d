// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;

/** Where a reader is in a ring: which frame is next. Used by one thread. */
final class RingCursor {

  /** How often the head is loaded anew when its frame was overwritten meanwhile. */
  private static final int RETRIES = 8;

  /** Far from where twice a ticket would overflow. */
  private static final long MOST = Long.MAX_VALUE >>> 2;

  private final Delivery delivery;
  private long last;
  private long highest;
  private RingSegment known;
  private long id;

  RingCursor(Delivery delivery) {
    this.delivery = delivery;
  }

  /**
   * The ticket of the frame that is to be taken next, which was complete a moment ago; 0 if there
   * is none.
   *
   * @throws SegmentException if the head says that it is not to be trusted
   */
  long next(RingSegment segment) throws SegmentException {
    if (segment != known) {
      known = segment;
      highest = 0;
      if (segment.id() != id) {
        id = segment.id();
        last = 0;
      }
    }
    long head = head(segment);
    if (head <= last || head > MOST) {
      return 0;
    }
    return delivery == Delivery.ALL ? oldest(segment, head) : newest(segment, head);
  }

  private long head(RingSegment segment) throws SegmentException {
    long head = segment.head();
    if (head < highest) {
      throw new SegmentException(
          Reason.FORMAT,
          "Segment "
              + segment.path()
              + " is damaged: its head went back from "
              + highest
              + " to "
              + head
              + ", expected it to go up");
    }
    highest = head;
    return head;
  }

  private long newest(RingSegment segment, long first) throws SegmentException {
    long head = first;
    for (int i = 0; i < RETRIES; i++) {
      if (segment.lock(segment.layout().slot(head)) == 2 * head) {
        return head;
      }
      long again = head(segment);
      if (again == head || again > MOST) {
        return 0;
      }
      head = again;
    }
    return 0;
  }

  /**
   * Tickets that are not complete were passed over, given up or overwritten: whichever, there is
   * nothing to take, and the sequence says what is missing.
   */
  private long oldest(RingSegment segment, long head) {
    int slots = segment.layout().slots();
    for (long ticket = Math.max(last + 1, head - slots + 1); ticket <= head; ticket++) {
      if (segment.lock(segment.layout().slot(ticket)) == 2 * ticket) {
        return ticket;
      }
    }
    return 0;
  }

  /** Keeps nothing of the segment but its id, and how far the reader has come. */
  void forget() {
    known = null;
  }

  /** Whether a frame up to this ticket may be left to take. */
  boolean behind(long ticket) {
    return last < ticket;
  }

  /** This frame was taken, or is not to be looked at again. */
  void done(long ticket) {
    last = ticket;
  }
}
