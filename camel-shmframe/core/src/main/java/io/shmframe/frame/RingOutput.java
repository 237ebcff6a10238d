// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.memory.Futex;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.util.UUID;

/**
 * A ring that this process writes to, and where it is in it. Used under the writer's lock, which
 * the process must hold.
 */
final class RingOutput {

  private final RingSegment segment;
  private final RingTable table;
  private final long writerId;

  /** That is claimed, or is to be looked at first. */
  long ticket;

  /** Of the frame that was published last. */
  long sequence;

  /** Ticket of the frame that was published last; 0 before the first. */
  long head;

  /** Whether frames before the next one may be lost. */
  boolean discontinuity;

  private RingOutput(RingSegment segment, RingTable table, RingPosition position) {
    this.segment = segment;
    this.table = table;
    sequence = position.sequence();
    head = position.head();
    ticket = head + 1;
    writerId = UUID.randomUUID().getLeastSignificantBits() | 1;
  }

  /**
   * Begins to write where others have left off.
   *
   * @param taken whether there were others
   */
  static RingOutput begin(
      RingSegment segment, RingTable table, RingPosition position, boolean taken) {
    RingOutput output = new RingOutput(segment, table, position);
    ThisProcess process = ThisProcess.now();
    segment.put(RingControl.WRITER_PID, process.pid());
    segment.put(RingControl.WRITER_PID_NAMESPACE, process.namespace());
    segment.put(RingControl.WRITER_SINCE, Clocks.wallNanos());
    segment.put(RingControl.WRITER_WAKES, Futex.available() ? 1 : 0);
    segment.put(RingControl.WRITER_ID, output.writerId);
    output.discontinuity = position.sequence() > 0;
    if (taken) {
      output.discontinuity = true;
      segment.add(RingControl.TAKEOVERS, 1);
      // Its writer may have died between (D) and (E), or (E) and (F).
      segment.put(RingControl.HEAD, position.head());
      segment.wakeReaders();
    }
    return output;
  }

  RingSegment segment() {
    return segment;
  }

  RingTable table() {
    return table;
  }

  long writerId() {
    return writerId;
  }

  RingPosition position() {
    return new RingPosition(head, sequence);
  }

  /**
   * @throws SegmentException with {@link Reason#IN_USE} if another writer has taken over
   */
  void requireOwn() throws SegmentException {
    long found = segment.get(RingControl.WRITER_ID);
    if (found != writerId) {
      throw new SegmentException(
          Reason.IN_USE,
          "Segment "
              + segment.path()
              + " was taken over by another writer while this one was alive (writerId="
              + Long.toHexString(found)
              + ", expected "
              + Long.toHexString(writerId)
              + "): was its lock file removed?");
    }
  }

  /** Says that this writer has left, unless another one has come. */
  void leave() {
    if (segment.get(RingControl.WRITER_ID) == writerId) {
      segment.put(RingControl.WRITER_ID, 0);
    }
  }

  /** Lets go of the mappings. */
  void close() {
    try {
      table.close();
    } finally {
      segment.release();
    }
  }
}
