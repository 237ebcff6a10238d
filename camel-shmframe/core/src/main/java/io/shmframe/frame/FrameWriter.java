// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.Faults;
import io.shmframe.memory.Mapping;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import io.shmframe.memory.SegmentFile.Identity;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes frames into a segment, each over the one before, in the order that readers of the layout
 * need: {@code valid = 0}, the fields, the pixels, a full fence, {@code valid = 1}. Stamps are
 * strictly increasing, so that a reader can tell two frames apart that were written within one
 * millisecond.
 *
 * <p>The segment is opened or created with the first frame. Any thread may write; they take turns.
 * That a second process does not write to the same segment is up to its users: the layout has no
 * place to say so.
 */
public final class FrameWriter implements AutoCloseable {

  /**
   * The end of the year 9999: a stamp behind it is a mistake, and would leave no room for larger
   * ones.
   */
  private static final long MAX_STAMP_MILLIS = 253_402_300_799_999L;

  private final Path path;
  private final HeaderLayout layout;
  private final HeaderAccess header;
  private final WriterOptions options;
  private final ReentrantLock lock = new ReentrantLock();

  private SegmentFile file;
  private Mapping mapping;
  private ByteBuffer segment;
  private long nextNameCheck;
  private long lastStamp;
  private boolean closed;

  /**
   * Opens nothing yet: the first frame does.
   *
   * @throws LayoutException if the layout lacks a field that a writer needs
   */
  public FrameWriter(Path path, HeaderLayout layout, WriterOptions options) {
    this.path = path;
    this.layout = layout;
    this.header = new HeaderAccess(layout);
    this.options = options;
  }

  /**
   * Copies a frame into the segment and publishes it.
   *
   * @param timestampMillis when it was taken, in milliseconds since 1970; written as it is where it
   *     is larger than the stamp before, else as that stamp plus one
   * @return the stamp that was written
   * @throws TornFrameException if the frame is on loan and was overwritten meanwhile; nothing is
   *     published
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   */
  public long publish(FrameView frame, long timestampMillis)
      throws SegmentException, TornFrameException {
    try (FrameClaim claim = claim(frame.geometry(), timestampMillis)) {
      copy(frame, claim.pixels());
      claim.commit();
      return claim.timestampMillis();
    }
  }

  /**
   * A fault is dealt with here, before the claim ends: the lock that guards the mapping must still
   * be held.
   */
  private void copy(FrameView frame, ByteBuffer pixels)
      throws SegmentException, TornFrameException {
    try {
      frame.copyTo(pixels);
      Faults.surface();
    } catch (InternalError fault) {
      throw lost(fault);
    }
  }

  /**
   * Begins a frame, which its caller writes in place. Other threads wait until the claim has ended.
   *
   * @param timestampMillis as for {@link #publish}
   * @throws LayoutException if the layout cannot hold frames of this type, or the stamp is none
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws IllegalStateException if the writer is closed, or the thread has a claim already
   */
  public FrameClaim claim(FrameGeometry geometry, long timestampMillis) throws SegmentException {
    if (geometry.depth() != 0) {
      throw new LayoutException(
          "Layout " + layout.name() + " holds 8-bit pixels: found " + geometry);
    }
    if (timestampMillis < 0 || timestampMillis > MAX_STAMP_MILLIS) {
      throw new LayoutException(
          "A timestamp of " + timestampMillis + " ms: expected 0 to " + MAX_STAMP_MILLIS);
    }
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("This thread has a claim already");
    }
    lock.lock();
    boolean claimed = false;
    try {
      if (closed) {
        throw new IllegalStateException("The writer is closed");
      }
      attach(geometry);
      lastStamp = Math.max(timestampMillis, lastStamp + 1);
      header.beginWriting(segment);
      header.describe(segment, geometry.width(), geometry.height(), geometry.channels(), lastStamp);
      ByteBuffer pixels = segment.slice(layout.dataOffset(), (int) geometry.bytes());
      Faults.surface();
      claimed = true;
      return new FrameClaim(this, pixels, lastStamp);
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      if (!claimed) {
        lock.unlock();
      }
    }
  }

  /** Ends a claim, which the calling thread has. */
  void end(boolean publish) throws SegmentException {
    try {
      if (publish) {
        // Before valid = 1, so that a frame of which pages were lost is not published on what is
        // left.
        Faults.surface();
        long size = sizeOrDetach();
        if (size < segment.capacity()) {
          throw shrunk(size);
        }
        header.endWriting(segment);
        Faults.surface();
      }
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      lock.unlock();
    }
  }

  /** Removes the segment's name, if it still belongs to the segment that was written. */
  public void unlink() {
    lock.lock();
    try {
      if (file != null) {
        file.unlink();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the segment, which stays with its last frame. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      detach();
    } finally {
      lock.unlock();
    }
  }

  private void attach(FrameGeometry geometry) throws SegmentException {
    if (file != null) {
      checkName();
    }
    long needed = layout.dataOffset() + geometry.bytes();
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
      open(geometry, replace);
    } else if (needed > segment.capacity() && replace) {
      detach();
      open(geometry, true);
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

  private void open(FrameGeometry geometry, boolean replace) throws SegmentException {
    SegmentFile opened = replace ? create(geometry, true) : openOrCreate(geometry);
    try {
      long size = opened.identity().bytes();
      if (size < layout.dataOffset()) {
        throw new SegmentException(
            Reason.TOO_SMALL,
            "Segment "
                + path
                + " has "
                + size
                + " bytes: expected at least the "
                + layout.dataOffset()
                + " of the header");
      }
      mapping = opened.mapForWriting(Math.min(size, Mapping.MAX_BYTES));
    } catch (SegmentException e) {
      opened.close();
      throw e;
    }
    file = opened;
    segment = mapping.buffer();
    nextNameCheck = System.nanoTime() + options.reattachInterval().toNanos();
    // Goes on behind the last stamp of whoever wrote here before, unless that is none that a clock
    // could have shown.
    long found = header.stamp(segment);
    if (found > lastStamp && found < System.currentTimeMillis() + 60_000) {
      lastStamp = found;
    }
  }

  private SegmentFile openOrCreate(FrameGeometry geometry) throws SegmentException {
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
    return create(geometry, false);
  }

  private SegmentFile create(FrameGeometry geometry, boolean replace) throws SegmentException {
    long bytes = layout.dataOffset() + Math.max(options.capacity(), geometry.bytes());
    try {
      return SegmentFile.create(path, bytes, options.permissions(), replace);
    } catch (FileAlreadyExistsException e) {
      // Another writer was quicker; it is as good as one that was there before.
      return SegmentFile.openForWriting(path);
    }
  }

  private SegmentException lost(InternalError fault) {
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

  private void detach() {
    if (file != null) {
      mapping.close();
      file.close();
      file = null;
      mapping = null;
      segment = null;
    }
  }
}
