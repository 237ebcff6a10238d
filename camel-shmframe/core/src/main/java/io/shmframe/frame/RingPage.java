// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.memory.Faults;
import io.shmframe.memory.Futex;
import io.shmframe.memory.Mapping;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The control page of a segment that may be no ring at all. */
final class RingPage {

  private RingPage() {}

  /** What a name belongs to, for a writer that is about to take it. */
  enum Found {
    NOTHING,
    RING,
    SOMETHING_ELSE
  }

  /**
   * @throws SegmentException if the name belongs to something that cannot be opened
   */
  static Found find(Path path) throws SegmentException {
    try (SegmentFile file = SegmentFile.openForWriting(path)) {
      return magic(file) ? Found.RING : Found.SOMETHING_ELSE;
    } catch (SegmentException e) {
      if (e.reason() == Reason.MISSING) {
        return Found.NOTHING;
      }
      throw e;
    }
  }

  private static boolean magic(SegmentFile file) throws SegmentException {
    return file.identity().bytes() >= RingControl.BYTES
        && read(file).getLong(RingControl.MAGIC) == RingControl.MAGIC_VALUE;
  }

  /**
   * A copy of the part that never changes.
   *
   * @throws SegmentException if there is none
   */
  static ByteBuffer read(SegmentFile file) throws SegmentException {
    long size = file.identity().bytes();
    if (size < RingControl.BYTES) {
      throw new SegmentException(
          Reason.FORMAT,
          "Segment "
              + file.path()
              + " has "
              + size
              + " bytes: expected a ring, which has at least "
              + RingControl.BYTES
              + " and begins with the letters SHMFRING; a segment with a header of its own is read with layout=...");
    }
    Mapping mapping = file.mapForReading(RingControl.BYTES);
    try {
      ByteBuffer page = mapping.buffer();
      ByteBuffer copy = ByteBuffer.allocate(RingControl.FIXED_END).order(ByteOrder.LITTLE_ENDIAN);
      // Pairs with the release of the magic, which is stored last of all when a ring is built.
      long magic = Words.getAcquire(page, RingControl.MAGIC);
      page.get(0, copy.array());
      copy.putLong(RingControl.MAGIC, magic);
      Faults.surface();
      return copy;
    } catch (InternalError fault) {
      if (!Faults.isFault(fault)) {
        throw fault;
      }
      throw new SegmentException(
          Reason.TRUNCATED, "Segment " + file.path() + " was cut while it was opened", fault);
    } finally {
      mapping.close();
    }
  }

  /** The process that says it writes a ring; empty where none does. */
  static OptionalLong writer(Path path) {
    try (SegmentFile file = SegmentFile.openForReading(path)) {
      if (!magic(file)) {
        return OptionalLong.empty();
      }
      Mapping mapping = file.mapForReading(RingControl.BYTES);
      try {
        ByteBuffer page = mapping.buffer();
        long pid = page.getLong(RingControl.WRITER_PID);
        boolean there = page.getLong(RingControl.WRITER_ID) != 0;
        Faults.surface();
        return there ? OptionalLong.of(pid) : OptionalLong.empty();
      } finally {
        mapping.close();
      }
    } catch (SegmentException e) {
      return OptionalLong.empty();
    } catch (InternalError fault) {
      if (!Faults.isFault(fault)) {
        throw fault;
      }
      return OptionalLong.empty();
    }
  }

  /**
   * Tells the readers of a ring that cannot be mapped whole to follow its name. A page of another
   * major version is left alone: nobody knows its fields.
   */
  static void retire(SegmentFile file) throws SegmentException {
    Mapping mapping = file.mapForWriting(RingControl.BYTES);
    try {
      ByteBuffer page = mapping.buffer();
      if (page.getLong(RingControl.VERSION) >>> 16 != RingControl.VERSION_VALUE >>> 16) {
        Faults.surface();
        return;
      }
      Words.setRelease(page, RingControl.STATE, RingControl.RETIRED);
      Words.setIntRelease(page, RingControl.WAKE, Words.getIntAcquire(page, RingControl.WAKE) + 1);
      Futex.of(page, RingControl.WAKE).wakeAll();
      Faults.surface();
    } finally {
      mapping.close();
    }
  }
}
