// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.frame.RingFigures.Reader;
import io.shmframe.frame.RingFigures.Writer;
import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingEntries;
import io.shmframe.layout.RingLayout;
import io.shmframe.memory.SegmentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the figures of a ring. */
final class RingFiguresReader {

  private RingFiguresReader() {}

  static RingFigures read(RingSegment segment) {
    RingLayout layout = segment.layout();
    return new RingFigures(
        segment.id(),
        layout.fileBytes(),
        layout.slots(),
        layout.capacity(),
        layout.pins(),
        segment.get(RingControl.CREATED),
        segment.retired(),
        segment.head(),
        writer(segment),
        segment.get(RingControl.PUBLISHED),
        segment.get(RingControl.ABORTED),
        segment.get(RingControl.SKIPPED),
        segment.get(RingControl.TAKEOVERS),
        segment.get(RingControl.BLOCKED),
        segment.get(RingControl.BLOCKED_NANOS),
        segment.get(RingControl.REFUSED),
        segment.get(RingControl.FREED),
        readers(segment));
  }

  private static Optional<Writer> writer(RingSegment segment) {
    return segment.get(RingControl.WRITER_ID) == 0
        ? Optional.empty()
        : Optional.of(
            new Writer(
                segment.get(RingControl.WRITER_PID),
                segment.get(RingControl.WRITER_PID_NAMESPACE),
                segment.get(RingControl.WRITER_SINCE)));
  }

  private static List<Reader> readers(RingSegment segment) {
    // With the right to write, since only who can lock an entry sees whether its owner is alive.
    try (RingTable table = RingTable.open(segment)) {
      List<Reader> readers = new ArrayList<>();
      for (int entry = 0; entry < table.entries(); entry++) {
        if (table.get(entry, RingEntries.PID) != 0 && table.taken(entry)) {
          readers.add(reader(table, entry));
        }
      }
      return List.copyOf(readers);
    } catch (SegmentException e) {
      return List.of();
    }
  }

  private static Reader reader(RingTable table, int entry) {
    return new Reader(
        entry,
        table.name(entry),
        table.get(entry, RingEntries.PID),
        table.get(entry, RingEntries.PID_NAMESPACE),
        table.get(entry, RingEntries.SINCE),
        table.get(entry, RingEntries.PIN),
        table.get(entry, RingEntries.NEXT),
        table.get(entry, RingEntries.DELIVERED),
        table.get(entry, RingEntries.MISSED),
        table.get(entry, RingEntries.TORN));
  }
}
