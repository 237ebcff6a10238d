// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingEntries;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader's entries in the table: one for each frame that it lends at a time, taken when it first
 * lends, and one that says how far the writer need not wait for it. A loan may end in any thread,
 * after the reader has left too: its entry is left with it.
 */
final class RingPins {

  private static final int NONE = -1;

  /** From one try to get more entries to the next. */
  private static final long RETRY_NANOS = 100_000_000;

  /**
   * Longer than the writer looks whether an entry's owner is alive, which takes it for a moment.
   */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private static final long PAUSE_NANOS = 5_000_000;

  private final RingTable table;
  private final RingReaderOptions options;
  private final int[] entries;
  private final long[] lent;
  private int awaited = NONE;
  private int figures = NONE;
  private long next;
  private long nextTry = System.nanoTime();
  private boolean left;

  /**
   * @throws SegmentException if the writer is to wait for this reader and the table is full
   */
  RingPins(RingTable table, RingReaderOptions options) throws SegmentException {
    this.table = table;
    this.options = options;
    entries = new int[Math.min(options.loans(), table.pins())];
    lent = new long[entries.length];
    Arrays.fill(entries, NONE);
    if (options.awaited()) {
      awaited = takeLast();
      figures = awaited;
    }
  }

  RingTable table() {
    return table;
  }

  /** From 0 upwards: entries from P on have no pin. */
  private void takeMore() throws SegmentException {
    long now = System.nanoTime();
    if (now - nextTry < 0) {
      return;
    }
    nextTry = now + RETRY_NANOS;
    int entry = 0;
    for (int i = 0; i < entries.length; i++) {
      while (entries[i] == NONE && entry < table.pins()) {
        if (table.take(entry, options.name())) {
          entries[i] = entry;
          figures = figures == NONE ? entry : figures;
        }
        entry++;
      }
    }
  }

  /** From the end downwards, to leave those to others that can have a pin. */
  private int takeLast() throws SegmentException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    do {
      for (int entry = table.entries() - 1; entry >= 0; entry--) {
        if (table.take(entry, options.name())) {
          return entry;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    } while (System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted());
    throw new SegmentException(
        Reason.IN_USE,
        "Table of readers "
            + table.path()
            + " has no entry free: all "
            + table.entries()
            + " are taken, expected one for a reader that the writer waits for");
  }

  /**
   * Finds an entry without a loan, for a loan that is to begin.
   *
   * @return its number among this reader's; -1 if all are in use
   */
  synchronized int reserve(long ticket) throws SegmentException {
    if (left) {
      return NONE;
    }
    int found = free();
    if (found == NONE) {
      takeMore();
      found = free();
    }
    if (found != NONE) {
      lent[found] = ticket;
    }
    return found;
  }

  private int free() {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] != NONE && lent[i] == 0) {
        return i;
      }
    }
    return NONE;
  }

  /** Step 2 of lending; a full fence must follow. */
  void pin(int reserved, long ticket) {
    table.put(entries[reserved], RingEntries.PIN, ticket);
  }

  /**
   * The loan has ended, or did not begin.
   *
   * @throws InternalError for a fault that this thread has had; none is left for later
   */
  synchronized void unpin(int reserved) {
    try {
      // Pairs with (C): what was read of the frame was read before.
      table.put(entries[reserved], RingEntries.PIN, 0);
    } finally {
      // Also of a table that was cut.
      try {
        ended(reserved);
      } finally {
        Faults.surface();
      }
    }
  }

  private void ended(int reserved) {
    lent[reserved] = 0;
    if (left) {
      int entry = entries[reserved];
      entries[reserved] = NONE;
      table.leave(entry);
    } else {
      storeNext();
    }
  }

  /** All frames before this ticket were taken, or passed by. */
  synchronized void goneTo(long ticket) {
    next = ticket;
    storeNext();
  }

  /** As {@link #goneTo}, unless that was said of a later ticket already. */
  synchronized void goneToAtLeast(long ticket) {
    if (ticket > next) {
      goneTo(ticket);
    }
  }

  private void storeNext() {
    if (awaited == NONE) {
      return;
    }
    long first = Math.max(next, 1);
    for (long ticket : lent) {
      if (ticket > 0) {
        first = Math.min(first, ticket);
      }
    }
    // Pairs with the acquire of a writer that waits: what was copied was copied before.
    table.put(awaited, RingEntries.NEXT, first);
  }

  /** For people. */
  synchronized void count(long delivered, long missed, long torn) {
    if (figures != NONE) {
      table.put(figures, RingEntries.DELIVERED, delivered);
      table.put(figures, RingEntries.MISSED, missed);
      table.put(figures, RingEntries.TORN, torn);
    }
  }

  /**
   * Gives back what is not on loan; the rest follows when its loan ends.
   *
   * @throws InternalError if the table was cut; all is given back all the same
   */
  synchronized void leave() {
    if (left) {
      return;
    }
    left = true;
    int last = awaited;
    awaited = NONE;
    figures = NONE;
    try {
      leaveFrom(0);
    } finally {
      if (last != NONE) {
        table.leave(last);
      }
    }
  }

  private void leaveFrom(int first) {
    for (int i = first; i < entries.length; i++) {
      if (entries[i] != NONE && lent[i] == 0) {
        int entry = entries[i];
        entries[i] = NONE;
        try {
          table.leave(entry);
        } catch (InternalError fault) {
          leaveFrom(i + 1);
          throw fault;
        }
      }
    }
  }
}
