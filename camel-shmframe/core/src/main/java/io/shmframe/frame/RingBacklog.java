// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingEntries;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The readers of a ring as its writer sees them: what they have on loan, how far behind they are,
 * whether they are alive. Used under the writer's lock.
 */
final class RingBacklog {

  /** From one look whether an entry's owner is alive to the next. */
  private static final long LIVENESS_NANOS = 100_000_000;

  private static final long SHORTEST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000;

  private final RingOutput output;
  private final RingWriterOptions options;
  private final long[] nextLook;
  private long blockedNanos;

  RingBacklog(RingOutput output, RingWriterOptions options) {
    this.output = output;
    this.options = options;
    nextLook = new long[output.table().entries()];
    Arrays.fill(nextLook, System.nanoTime());
  }

  /** Another frame is going to be claimed, whose waits count together. */
  void begin() {
    blockedNanos = 0;
  }

  /** Whether a frame in the slot of this ticket is on loan: step 4 of publishing. */
  boolean onLoan(long ticket) throws SegmentException {
    RingTable table = output.table();
    int slot = output.segment().layout().slot(ticket);
    for (int entry = 0; entry < table.pins(); entry++) {
      long pin = table.pin(entry);
      if (pin > 0 && output.segment().layout().slot(pin) == slot && !freed(entry)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Waits until the frame that lies in the slot of this ticket is done with, if it is to be waited
   * for: step 1 of publishing.
   *
   * @throws OverrunException if it was not in time
   */
  void await(long ticket) throws SegmentException, OverrunException {
    if (options.overflow() == Overflow.OVERWRITE) {
      return;
    }
    long overwritten = ticket - output.segment().layout().slots();
    int behind = behind(overwritten);
    if (behind >= 0 && options.overflow() == Overflow.BLOCK) {
      behind = blocked(overwritten, behind);
    }
    if (behind >= 0) {
      output.segment().add(RingControl.REFUSED, 1);
      throw new OverrunException(refusal(behind, overwritten));
    }
  }

  private int blocked(long overwritten, int first) throws SegmentException {
    RingSegment segment = output.segment();
    long began = System.nanoTime();
    long atMost = options.blockTimeout().toNanos() - blockedNanos;
    long pause = SHORTEST_PAUSE_NANOS;
    int behind = first;
    if (blockedNanos == 0) {
      segment.add(RingControl.BLOCKED, 1);
    }
    while (behind >= 0
        && System.nanoTime() - began < atMost
        && !Thread.currentThread().isInterrupted()) {
      Faults.surface();
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      behind = behind(overwritten);
    }
    long spent = Math.max(1, System.nanoTime() - began);
    segment.add(RingControl.BLOCKED_NANOS, spent);
    blockedNanos += spent;
    return behind;
  }

  /** An entry whose reader has not done with this ticket; -1 if there is none. */
  private int behind(long ticket) throws SegmentException {
    RingTable table = output.table();
    for (int entry = 0; entry < table.entries(); entry++) {
      // Pairs with the reader's release, after it has copied the frame or given it back.
      long next = table.get(entry, RingEntries.NEXT);
      if (next > 0 && next <= ticket && !freed(entry)) {
        return entry;
      }
    }
    return -1;
  }

  private String refusal(int entry, long overwritten) {
    RingTable table = output.table();
    String name = table.name(entry);
    return "Segment "
        + output.segment().path()
        + ": reader "
        + (name.isEmpty() ? "" : "'" + name + "' ")
        + "of process "
        + table.get(entry, RingEntries.PID)
        + " has not done with ticket "
        + table.get(entry, RingEntries.NEXT)
        + ", expected it to be behind "
        + overwritten
        + (options.overflow() == Overflow.BLOCK
            ? " within blockTimeout=" + options.blockTimeout().toMillis() + " ms"
            : " (overflow=fail)");
  }

  /** Frees an entry if its owner is dead, which is not asked often. */
  private boolean freed(int entry) throws SegmentException {
    long now = System.nanoTime();
    if (now - nextLook[entry] < 0) {
      return false;
    }
    nextLook[entry] = now + LIVENESS_NANOS;
    Faults.surface();
    if (!output.table().free(entry)) {
      return false;
    }
    output.segment().add(RingControl.FREED, 1);
    return true;
  }
}
