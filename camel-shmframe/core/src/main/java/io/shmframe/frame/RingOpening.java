// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.frame.WriterOptions.Create;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingLayout;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/**
 * How a writer comes to a ring: it takes over what fits, retires what does not, makes what is
 * missing. The writer's lock must be held.
 */
final class RingOpening {

  private static final int DEFAULT_SLOTS = 4;

  private final RingFiles files;
  private final RingWriterOptions options;

  RingOpening(RingFiles files, RingWriterOptions options) {
    this.files = files;
    this.options = options;
  }

  /**
   * The ring that the name belongs to, or is going to.
   *
   * @param bytes of the first frame
   */
  RingOutput open(long bytes) throws SegmentException {
    files.removeBuilding();
    long capacity = Math.max(Math.max(options.capacity(), bytes), 1);
    RingPage.Found found = RingPage.find(files.segment());
    RingOutput output =
        switch (found) {
          case NOTHING -> make(capacity, slots(DEFAULT_SLOTS), RingPosition.START, false);
          case RING -> takeOver(capacity);
          case SOMETHING_ELSE -> replace(capacity);
        };
    files.removeTables(output.segment().id());
    return output;
  }

  private int slots(int otherwise) {
    return options.slots() == 0 ? otherwise : options.slots();
  }

  private RingOutput replace(long capacity) throws SegmentException {
    if (options.create() != Create.REPLACE) {
      throw new SegmentException(
          Reason.FORMAT,
          "Segment "
              + files.segment()
              + " is no ring: expected the letters SHMFRING at its start, or no such file; create=replace takes its name,"
              + " layout=... writes a segment with a header of its own");
    }
    return make(capacity, slots(DEFAULT_SLOTS), RingPosition.START, true);
  }

  private RingOutput takeOver(long capacity) throws SegmentException {
    RingSegment segment;
    try {
      segment = RingSegment.open(files.segment(), true);
    } catch (SegmentException e) {
      if (e.reason() != Reason.FORMAT && e.reason() != Reason.TOO_SMALL) {
        throw e;
      }
      requireMaking(e.getMessage());
      return retireDamaged(capacity);
    }
    Optional<RingTable> table = Optional.empty();
    boolean taken = false;
    try {
      Optional<RingPosition> position = RingPosition.of(segment);
      boolean used = segment.get(RingControl.STATE) == RingControl.IN_USE;
      Faults.surface();
      table = table(segment);
      String why = misfit(segment, capacity, used && position.isPresent(), table.isPresent());
      if (why.isEmpty()) {
        RingOutput output =
            RingOutput.begin(segment, table.orElseThrow(), position.orElseThrow(), true);
        Faults.surface();
        taken = true;
        return output;
      }
      requireMaking("Segment " + files.segment() + why);
      RingPosition next = position.map(RingPosition::anew).orElse(RingPosition.START);
      RingOutput fresh = make(capacity, slots(segment.layout().slots()), next, true);
      retire(segment);
      return fresh;
    } catch (InternalError fault) {
      throw segment.translated(fault);
    } finally {
      if (!taken) {
        table.ifPresent(RingTable::close);
        segment.release();
      }
    }
  }

  /** Why a ring cannot be taken over; empty if it can. */
  private String misfit(RingSegment segment, long capacity, boolean readable, boolean hasTable) {
    RingLayout layout = segment.layout();
    if (options.create() == Create.REPLACE) {
      return " is to be replaced";
    } else if (segment.version() != RingControl.VERSION_VALUE) {
      return " is a ring of version "
          + RingControl.versionText(segment.version())
          + ": expected "
          + RingControl.versionText(RingControl.VERSION_VALUE);
    } else if (!readable) {
      return " was retired, or has slots that say what cannot be";
    } else if (!hasTable) {
      return " has no table of readers that this process may write to";
    } else if (layout.capacity() < capacity) {
      return " has slots of " + layout.capacity() + " bytes: expected " + capacity + " or more";
    } else if (slots(layout.slots()) != layout.slots()) {
      return " has " + layout.slots() + " slots: expected " + options.slots();
    }
    return "";
  }

  private static Optional<RingTable> table(RingSegment segment) throws SegmentException {
    try {
      return Optional.of(RingTable.open(segment));
    } catch (SegmentException e) {
      return Optional.empty();
    }
  }

  /** For a ring whose name has gone to another one: a fault of its pages is nobody's concern. */
  private static void retire(RingSegment segment) {
    try {
      segment.retire();
      Faults.surface();
    } catch (InternalError fault) {
      segment.translated(fault);
    }
  }

  private RingOutput retireDamaged(long capacity) throws SegmentException {
    try (SegmentFile damaged = SegmentFile.openForWriting(files.segment())) {
      RingOutput fresh = make(capacity, slots(DEFAULT_SLOTS), RingPosition.START, true);
      try {
        RingPage.retire(damaged);
      } catch (SegmentException | InternalError e) {
        // Its readers find out when they look at the name.
        Faults.settle();
      }
      return fresh;
    }
  }

  /**
   * A new ring in the place of one that is too small.
   *
   * @param old which stays open
   */
  RingOutput retire(RingOutput old, long bytes) throws SegmentException {
    RingLayout layout = old.segment().layout();
    requireMaking(
        "Segment "
            + files.segment()
            + " has slots of "
            + layout.capacity()
            + " bytes: expected "
            + bytes
            + " or more for this frame");
    long capacity = Math.max(options.capacity(), bytes);
    RingOutput fresh = make(capacity, layout.slots(), old.position().anew(), true);
    // This writer published the frame before.
    fresh.discontinuity = old.discontinuity;
    retire(old.segment());
    leave(old);
    files.removeTables(fresh.segment().id());
    return fresh;
  }

  private static void leave(RingOutput old) {
    try {
      old.leave();
      Faults.surface();
    } catch (InternalError fault) {
      old.segment().translated(fault);
    }
  }

  private void requireMaking(String why) throws SegmentException {
    if (options.create() == Create.NEVER) {
      throw new SegmentException(Reason.TOO_SMALL, why + ", and create=never");
    }
  }

  private RingOutput make(long capacity, int slots, RingPosition position, boolean replace)
      throws SegmentException {
    if (options.create() == Create.NEVER) {
      throw new SegmentException(
          Reason.MISSING, "Segment " + files.segment() + " does not exist, and create=never");
    }
    RingFiles.Made made;
    try {
      made =
          files.create(
              RingLayout.of(slots, capacity), position.sequence(), options.permissions(), replace);
    } catch (LayoutException e) {
      throw new SegmentException(
          Reason.TOO_LARGE, "Segment " + files.segment() + ": " + e.getMessage(), e);
    } catch (FileAlreadyExistsException e) {
      throw new SegmentException(
          Reason.IN_USE,
          "Segment " + files.segment() + " was made by somebody else at the same moment",
          e);
    }
    boolean begun = false;
    try {
      RingOutput output = RingOutput.begin(made.segment(), made.table(), position, false);
      begun = true;
      return output;
    } finally {
      if (!begun) {
        made.close();
      }
    }
  }
}
