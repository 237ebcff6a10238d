// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Placement;
import io.shmframe.memory.Faults;
import io.shmframe.memory.Mapping;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import io.shmframe.memory.SegmentFile.Identity;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * The segment that a writer has mapped: opened, created or replaced as its options say. Used under
 * the writer's lock.
 */
final class WrittenSegment {

  private final Path path;
  private final StreamAccess stream;
  private final WriterOptions options;

  private SegmentFile file;
  private Mapping mapping;
  private ByteBuffer segment;
  private int base;
  private long nextNameCheck;

  WrittenSegment(Path path, StreamAccess stream, WriterOptions options) {
    this.path = path;
    this.stream = stream;
    this.options = options;
  }

  /** Whether there is one. */
  boolean attached() {
    return file != null;
  }

  /** The mapped bytes; shared, so only absolute access. */
  ByteBuffer buffer() {
    return segment;
  }

  /** Where the writer's stream begins. */
  int base() {
    return base;
  }

  /** Removes the segment's name, if it still belongs to this segment. */
  void unlink() {
    if (file != null) {
      file.unlink();
    }
  }

  /**
   * Has a segment mapped that holds frames of this geometry.
   *
   * @return whether it is another mapping than before
   */
  boolean attach(FrameGeometry geometry, long stride) throws SegmentException {
    Mapping before = mapping;
    if (file != null) {
      checkName();
    }
    long needed = stream.neededBytes(geometry, stride);
    if (needed > Mapping.MAX_BYTES) {
      throw new SegmentException(
          Reason.TOO_LARGE,
          "Segment "
              + path
              + " would need "
              + needed
              + " bytes for a frame of "
              + geometry
              + ": expected at most "
              + Mapping.MAX_BYTES);
    }
    boolean replace = options.create() == WriterOptions.Create.REPLACE;
    if (file == null) {
      open(geometry, stride, replace);
    } else if (needed > segment.capacity() && replace) {
      detach();
      open(geometry, stride, true);
    }
    if (needed > segment.capacity()) {
      long found = segment.capacity();
      if (options.create() != WriterOptions.Create.REPLACE) {
        // It may be replaced by a larger one until the next frame.
        detach();
      }
      throw new SegmentException(
          Reason.TOO_SMALL,
          "Segment "
              + path
              + " has "
              + found
              + " bytes, a frame of "
              + geometry
              + " needs "
              + needed
              + ": give it a larger capacity when it is created, or let the writer own it"
              + " (create=replace)");
    }
    return mapping != before;
  }

  /** Bytes of a new segment. */
  private long newBytes(long payloadBytes) {
    Placement placement = stream.placement();
    long least = placement.streams() == 1 ? stream.streamBytes(payloadBytes) : 0;
    long each =
        placement.streamBytes() == 0 ? stream.streamBytes(payloadBytes) : placement.streamBytes();
    long streams = placement.streams();
    return each > Long.MAX_VALUE / streams ? Long.MAX_VALUE : Math.max(least, each * streams);
  }

  /** Lets go of a segment that was removed, replaced or cut by somebody else. */
  private void checkName() throws SegmentException {
    long now = System.nanoTime();
    if (now - nextNameCheck < 0) {
      return;
    }
    nextNameCheck = now + options.reattachInterval().toNanos();
    try {
      Identity found = SegmentFile.identify(path);
      if (found.sameFile(file.identity()) && found.bytes() == segment.capacity()) {
        return;
      }
    } catch (SegmentException e) {
      // Whatever the name is now, opening it will say so again, with what to do about it.
    }
    detach();
  }

  private void open(FrameGeometry geometry, long stride, boolean replace) throws SegmentException {
    long payloadBytes = stream.regionBytes(geometry, stride);
    SegmentFile opened = replace ? create(payloadBytes, true) : openOrCreate(payloadBytes);
    try {
      long size = opened.identity().bytes();
      stream.requireHeader(path, size);
      if (size > Mapping.MAX_BYTES) {
        throw new SegmentException(
            Reason.TOO_LARGE,
            "Segment " + path + " has " + size + " bytes: expected at most " + Mapping.MAX_BYTES);
      }
      mapping = opened.mapForWriting(size);
    } catch (SegmentException e) {
      opened.close();
      throw e;
    }
    file = opened;
    segment = mapping.buffer();
    base = (int) stream.baseIn(segment.capacity());
    nextNameCheck = System.nanoTime() + options.reattachInterval().toNanos();
  }

  private SegmentFile openOrCreate(long payloadBytes) throws SegmentException {
    try {
      return SegmentFile.openForWriting(path);
    } catch (SegmentException e) {
      if (e.reason() != Reason.MISSING) {
        throw e;
      }
      if (options.create() == WriterOptions.Create.NEVER) {
        throw new SegmentException(
            Reason.MISSING, "Segment " + path + " does not exist, and create=never", e);
      }
    }
    return create(payloadBytes, false);
  }

  private SegmentFile create(long payloadBytes, boolean replace) throws SegmentException {
    long bytes = newBytes(Math.max(options.capacity(), payloadBytes));
    if (bytes > Mapping.MAX_BYTES) {
      throw new SegmentException(
          Reason.TOO_LARGE,
          "Segment "
              + path
              + " would need "
              + bytes
              + " bytes for all streams and regions: expected at most "
              + Mapping.MAX_BYTES);
    }
    try {
      return SegmentFile.create(path, bytes, options.permissions(), replace);
    } catch (FileAlreadyExistsException e) {
      // Another writer was quicker; it is as good as one that was there before.
      return SegmentFile.openForWriting(path);
    }
  }

  /** Lets go of a segment of which pages were lost, and says so. */
  SegmentException lost(InternalError fault) {
    if (!Faults.isFault(fault)) {
      throw fault;
    }
    detach();
    SegmentException gone =
        new SegmentException(
            Reason.TRUNCATED,
            "Segment "
                + path
                + " lost pages while it was being written: it was cut, or its file system is full");
    gone.initCause(fault);
    return gone;
  }

  /**
   * Opens the file anew for the next frame where it cannot be asked: one interrupted thread closes
   * its channel for all.
   */
  private long sizeOrDetach() throws SegmentException {
    try {
      return file.size();
    } catch (SegmentException e) {
      detach();
      throw e;
    }
  }

  private SegmentException shrunk(long size) {
    long was = segment.capacity();
    detach();
    return new SegmentException(
        Reason.TRUNCATED,
        "Segment "
            + path
            + " shrank from "
            + was
            + " to "
            + size
            + " bytes while it was being written");
  }

  /**
   * Asks the operating system whether the file still has all bytes that were mapped.
   *
   * @throws SegmentException if it has not
   * @throws InternalError for a fault that this thread has had, see {@link Faults#surface()}
   */
  void requireWhole() throws SegmentException {
    Faults.surface();
    long size = sizeOrDetach();
    if (size < segment.capacity()) {
      throw shrunk(size);
    }
  }

  /** Lets go of it, which stays as it is. */
  void detach() {
    if (file != null) {
      mapping.close();
      file.close();
      file = null;
      mapping = null;
      segment = null;
    }
  }
}
