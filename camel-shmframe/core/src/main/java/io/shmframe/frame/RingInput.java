// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.Words;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A ring that a reader has mapped, and the reader's entries in its table.
 *
 * @param pins empty for a reader that only copies, or may not write to the table
 */
record RingInput(RingSegment segment, Optional<RingPins> pins) {

  /**
   * @throws SegmentException if there is no ring, it is damaged, or the writer is to wait for this
   *     reader and the table does not let it
   */
  static RingInput open(Path path, RingReaderOptions options) throws SegmentException {
    RingSegment segment = RingSegment.open(path, false);
    boolean opened = false;
    try {
      segment.requireState();
      RingInput input = new RingInput(segment, pins(segment, options));
      Faults.surface();
      opened = true;
      return input;
    } catch (InternalError fault) {
      throw segment.translated(fault);
    } finally {
      if (!opened) {
        segment.release();
      }
    }
  }

  private static Optional<RingPins> pins(RingSegment segment, RingReaderOptions options)
      throws SegmentException {
    boolean lending = options.loans() > 0 && segment.layout().pins() > 0;
    if (!lending && !options.awaited()) {
      return Optional.empty();
    }
    try {
      RingTable table = RingTable.open(segment);
      segment.keep(table);
      return Optional.of(entered(segment, table, options));
    } catch (SegmentException e) {
      if (options.awaited()) {
        throw e;
      }
      // Without a pin a frame is copied.
      return Optional.empty();
    }
  }

  private static RingPins entered(RingSegment segment, RingTable table, RingReaderOptions options)
      throws SegmentException {
    RingPins pins = new RingPins(table, options);
    // Before the first frame, so that the writer waits for that one already.
    pins.goneTo(Math.max(1, segment.head() - segment.layout().slots() + 1));
    if (options.awaited()) {
      // Of this the writer's step 1 sees the store, or the load sees its head: the promise holds
      // for tickets above that.
      Words.fullFence();
      segment.head();
    }
    return pins;
  }

  /** The same ring, with new entries in place of those that {@link #rest} has left. */
  RingInput resumed(RingReaderOptions options) throws SegmentException {
    if (pins.isEmpty()) {
      return this;
    }
    RingPins fresh = entered(segment, pins.get().table(), options);
    Faults.surface();
    return new RingInput(segment, Optional.of(fresh));
  }

  /** Leaves the reader's entries, but for those of loans. */
  void rest() {
    try {
      pins.ifPresent(RingPins::leave);
      Faults.surface();
    } catch (InternalError fault) {
      // The next look finds the table cut, or does not need it.
      segment.translated(fault);
    }
  }

  /** Lets go; loans keep the segment until they end. */
  void leave() {
    try {
      pins.ifPresent(RingPins::leave);
      Faults.surface();
    } catch (InternalError fault) {
      // The table was cut: nothing is left to give back.
      segment.translated(fault);
    } finally {
      segment.release();
    }
  }
}
