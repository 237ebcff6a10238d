// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;

/** Where a reader is in a ring: which frame is next. Used by one thread. */
final class RingCursor {

  /** How often the head is loaded anew when its frame was overwritten meanwhile. */
  private static final int RETRIES = 8;

  /** Tickets stay below it, so that twice one does not overflow. */
  private static final long TOO_LARGE = 1L << 62;

  private final Delivery delivery;
  private long last;
  private long before;
  private int slots;
  private int room;
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
      slots = segment.layout().slots();
      room = slots;
      if (segment.id() != id) {
        id = segment.id();
        last = 0;
      }
      // What lies further back is there only because somebody lends it.
      before = last == 0 ? Math.max(0, head(segment) - slots) : 0;
    }
    long head = head(segment);
    if (head <= last) {
      return 0;
    }
    return delivery == Delivery.ALL ? oldest(segment, head) : newest(segment, head);
  }

  private long head(RingSegment segment) throws SegmentException {
    long head = segment.head();
    if (head < highest || head >= TOO_LARGE) {
      throw new SegmentException(
          Reason.FORMAT,
          "Segment "
              + segment.path()
              + " is damaged: its head is "
              + head
              + ", expected "
              + highest
              + ", which it was before, or more, and less than 2^62");
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
      if (again == head) {
        return 0;
      }
      head = again;
    }
    return 0;
  }

  /**
   * Tickets that are not complete were passed over, given up or overwritten: whichever, there is
   * nothing to take, and the sequence says what is missing. The next one may be older than the ring
   * is long, if somebody lends it; those behind it that are as old cannot all be.
   */
  private long oldest(RingSegment segment, long head) {
    long ticket = Math.max(last, before) + 1;
    while (ticket <= head) {
      long lock = segment.lock(segment.layout().slot(ticket));
      if (lock == 2 * ticket) {
        return ticket;
      }
      int back = lock > 2 * ticket ? overtaken() : slots;
      ticket = Math.max(ticket + 1, head - back + 1);
    }
    return 0;
  }

  /**
   * How far behind the newest to go on. The oldest frame is the one that is overwritten next, so a
   * reader that is too slow and always begins there would lose the same race each time.
   */
  private int overtaken() {
    int back = room;
    room = Math.max(1, room / 2);
    return back;
  }

  /** Ticket of the frame that was done with last; 0 before the first. */
  long last() {
    return last;
  }

  /** Keeps nothing of the segment but its id, and how far the reader has come. */
  void forget() {
    known = null;
  }

  /** Whether a frame up to this ticket may be left to take. */
  boolean behind(long ticket) {
    return last < ticket;
  }

  /** This frame was taken, or is nothing that anyone could take. */
  void done(long ticket) {
    passOver(ticket);
    room = Math.min(slots, room + 1);
  }

  /** This frame was torn, and is not to be looked at again. */
  void passOver(long ticket) {
    last = ticket;
    before = 0;
  }
}
