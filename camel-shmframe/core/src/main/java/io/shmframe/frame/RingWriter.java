// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.RingDescriptor;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes frames into a ring, each into a slot of its own, so that readers go on with those before.
 * There is one writer at a time: another one, in whatever process, is refused while this one has
 * the ring, which is from its first frame until it is closed.
 *
 * <p>A frame that is larger than a slot moves the ring to a larger segment; readers follow, and
 * what is on loan stays. So does a first frame that does not fit the ring that is there ({@link
 * RingWriterOptions#create()} says what else may happen then).
 *
 * <p>Any thread may write; they take turns.
 */
public final class RingWriter implements FrameSink {

  /** How often the writer looks whether the name still belongs to its segment. */
  private static final long NAME_CHECK_NANOS = 100_000_000;

  private final Path path;
  private final RingWriterOptions options;
  private final RingFiles files;
  private final RingOwnership ownership;
  private final RingOpening opening;
  private final Consumer<RingStep> steps;
  private final RingDescriptor descriptor = new RingDescriptor();
  private final ReentrantLock lock = new ReentrantLock();

  private RingSlots slots;
  private FrameClaim open;
  private long flags;
  private long nextNameCheck;
  private boolean closed;

  /**
   * Opens nothing yet: the first frame does.
   *
   * @param path the segment's file
   * @throws IllegalArgumentException if its name has a {@code ~}, which other files of a ring have
   */
  public RingWriter(Path path, RingWriterOptions options) {
    this(path, options, RingStep.NONE);
  }

  RingWriter(Path path, RingWriterOptions options, Consumer<RingStep> steps) {
    this.path = RingFiles.named(path);
    this.options = options;
    this.steps = steps;
    files = new RingFiles(path);
    ownership = new RingOwnership(files, options.permissions());
    opening = new RingOpening(files, options);
  }

  /**
   * {@inheritDoc}
   *
   * @throws OverrunException if a reader that is to be waited for is too far behind
   * @throws SegmentException if another writer is alive, the segment cannot be had, or shrank
   * @throws LayoutException if the tags have no place in a descriptor
   */
  @Override
  public long publish(FrameView frame, FrameTags tags)
      throws SegmentException, TornFrameException, OverrunException {
    try (FrameClaim claim = claim(frame.geometry(), tags)) {
      copy(frame, claim.pixels());
      claim.commit();
      return claim.timestampNanos();
    }
  }

  /** A fault is dealt with here, before the claim ends: the lock must still be held. */
  private void copy(FrameView frame, ByteBuffer pixels)
      throws SegmentException, TornFrameException {
    try {
      frame.copyTo(pixels);
      Faults.surface();
    } catch (InternalError fault) {
      throw whose(fault, frame);
    }
  }

  /** The frame may come from memory that was cut, which is no reason to leave the ring. */
  private TornFrameException whose(InternalError fault, FrameView frame) throws SegmentException {
    try {
      Faults.surface();
      if (slots != null && Faults.isFault(fault) && slots.output().segment().whole()) {
        TornFrameException torn =
            new TornFrameException(
                "The frame of " + frame.geometry() + " lost pages while it was copied");
        torn.initCause(fault);
        return torn;
      }
    } catch (InternalError another) {
      throw lost(another);
    }
    throw lost(fault);
  }

  private void requireExpected(FrameGeometry geometry) {
    try {
      options.expected().check(geometry, "the body");
    } catch (LayoutException e) {
      throw new LayoutException("Segment " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A claim that is given up costs the oldest frame of the ring, which lay in the slot.
   */
  @Override
  public FrameClaim claim(FrameGeometry geometry, FrameTags tags)
      throws SegmentException, OverrunException {
    StampRange.require(tags);
    requireExpected(geometry);
    enter();
    boolean claimed = false;
    try {
      descriptor.describe(geometry, tags.encoding(), tags.fields());
      descriptor.put(RingDescriptor.CAPTURED, tags.timestampNanos());
      flags = FrameFlag.bits(tags.flags());
      attach(geometry.bytes());
      int from = slots.claim();
      Faults.surface();
      int bytes = (int) geometry.bytes();
      ByteBuffer pixels = slots.output().segment().memory().slice(from, bytes);
      int stride = (int) (geometry.isPicture() ? geometry.rowBytes() : bytes);
      open = new FrameClaim(this::end, pixels, stride, tags.timestampNanos());
      claimed = true;
      return open;
    } catch (SegmentException e) {
      SegmentException heard = heard(e);
      if (heard.reason() == Reason.IN_USE) {
        // The ring is another writer's.
        detach();
      }
      throw heard;
    } catch (OverrunException e) {
      throw heard(e);
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      if (!claimed) {
        lock.unlock();
      }
    }
  }

  private void enter() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("This thread has a claim already");
    }
    lock.lock();
    if (closed) {
      lock.unlock();
      throw new IllegalStateException("The writer is closed");
    }
  }

  private void attach(long bytes) throws SegmentException {
    if (slots != null) {
      checkName();
    }
    if (slots == null) {
      open(bytes);
    } else if (bytes > slots.output().segment().layout().capacity()) {
      retire(bytes);
    }
  }

  private void retire(long bytes) throws SegmentException {
    RingOutput old = slots.output();
    old.requireOwn();
    boolean retired = false;
    try {
      use(opening.retire(old, bytes));
      retired = true;
    } finally {
      if (retired) {
        old.close();
      } else {
        // Readers have followed the name if it has gone: no frame may go into the old ring then.
        leaveIfNameless();
      }
    }
  }

  private void open(long bytes) throws SegmentException {
    boolean opened = false;
    try {
      ownership.take();
      use(opening.open(bytes));
      opened = true;
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      if (!opened) {
        ownership.release();
      }
    }
  }

  private void use(RingOutput output) {
    slots = new RingSlots(output, new RingBacklog(output, options), steps);
    nextNameCheck = System.nanoTime() + NAME_CHECK_NANOS;
  }

  /** Lets go of a ring whose name was removed or given to another file by somebody else. */
  private void checkName() {
    long now = System.nanoTime();
    if (now - nextNameCheck < 0) {
      return;
    }
    nextNameCheck = now + NAME_CHECK_NANOS;
    leaveIfNameless();
  }

  private void leaveIfNameless() {
    RingSegment segment = slots.output().segment();
    if (!segment.named()) {
      segment.retire();
      Faults.surface();
      detach();
    }
  }

  /** Ends a claim, which the calling thread has. */
  private void end(boolean publish) throws SegmentException {
    open = null;
    try {
      if (slots == null) {
        // Lost, as was said when it happened.
        return;
      }
      if (publish) {
        slots.commit(descriptor, flags, options.checksum());
      } else {
        slots.abort();
      }
    } catch (SegmentException e) {
      detach();
      throw e;
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      lock.unlock();
    }
  }

  /** The exception, unless it came of a page that is gone and so read as zeros. */
  private <E extends IOException> E heard(E e) throws SegmentException {
    try {
      Faults.surface();
      return e;
    } catch (InternalError fault) {
      throw lost(fault);
    }
  }

  /** Lets go of a ring of which pages were lost, and says so. */
  private SegmentException lost(InternalError fault) {
    if (slots == null) {
      if (!Faults.isFault(fault)) {
        throw fault;
      }
      Faults.settle();
      return new SegmentException(
          Reason.TRUNCATED,
          "Segment " + path + " lost pages while it was being opened: it was cut",
          fault);
    }
    SegmentException gone = slots.output().segment().translated(fault);
    detach();
    return gone;
  }

  private void detach() {
    if (open != null) {
      // Its memory may belong to another writer's frame from now on.
      open.lose();
    }
    if (slots != null) {
      RingOutput output = slots.output();
      slots = null;
      try {
        output.leave();
        Faults.surface();
      } catch (InternalError fault) {
        // Nobody is left who could read it there.
        output.segment().translated(fault);
      } finally {
        output.close();
        ownership.release();
      }
    }
  }

  /**
   * Removes the ring with all its files, if its name still belongs to what was written. A claim
   * that the calling thread has is lost, as it is by {@link #close()}.
   */
  @Override
  public void unlink() {
    lock.lock();
    try {
      if (slots != null) {
        RingOutput output = slots.output();
        if (output.segment().named()) {
          RingFiles.delete(path);
          output.table().unlink();
          ownership.unlink();
        }
        try {
          output.segment().retire();
          Faults.surface();
        } catch (InternalError fault) {
          output.segment().translated(fault);
        }
        detach();
      }
    } finally {
      lock.unlock();
    }
  }

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
}
