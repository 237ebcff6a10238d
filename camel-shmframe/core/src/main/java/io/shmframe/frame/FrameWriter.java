// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes frames into a segment, each over the one before, in the order that readers of the layout
 * need: what guards the frame is withdrawn, then come the fields and the payload, a full fence, and
 * the guard. Stamps are strictly increasing, so that a reader can tell two frames apart that were
 * written within one unit of them.
 *
 * <p>Of a handshake ({@link Synchronisation#STATUS}) the writer is A: it waits until B has taken
 * the frame before.
 *
 * <p>The segment is opened or created with the first frame. Any thread may write; they take turns.
 * That a second process does not write to the same stream is up to its users: the layouts have no
 * place to say so.
 */
public final class FrameWriter implements FrameSink {

  private final SlotWriter slot;
  private final Requests requests;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /**
   * Opens nothing yet: the first frame does.
   *
   * @throws LayoutException if layout and options do not say together how large a frame is, or
   *     contradict each other
   */
  public FrameWriter(Path path, HeaderLayout layout, WriterOptions options) {
    slot = new SlotWriter(path, layout, options);
    requests = new Requests(slot);
  }

  /**
   * Copies a frame into the segment and publishes it.
   *
   * @param timestampMillis when it was taken, in milliseconds since 1970
   * @return the stamp that was written, see {@link #publish(FrameView, FrameTags)}
   */
  public long publish(FrameView frame, long timestampMillis)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    return Math.floorDiv(publish(frame, FrameTags.ofMillis(timestampMillis)), 1_000_000);
  }

  /**
   * Copies a frame into the segment and publishes it.
   *
   * @param tags whose time is written as it is where it is larger than the one before, else as that
   *     plus one unit of the header's stamp
   * @return the time that was written, in nanoseconds since 1970
   * @throws TornFrameException if the frame is on loan and was overwritten meanwhile; nothing is
   *     published
   * @throws HandshakeTimeoutException if B did not take the frame before in time
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws LayoutException if the layout cannot tell what the frame is
   */
  @Override
  public long publish(FrameView frame, FrameTags tags)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    byte[] packed = needsPacking(frame) ? OwnedFrame.packed(frame) : null;
    try (FrameClaim claim = claim(frame.geometry(), tags)) {
      if (packed == null) {
        copy(frame, claim.pixels());
      } else {
        fill(packed);
      }
      claim.commit();
      return claim.timestampNanos();
    }
  }

  /**
   * Whether the frame is first copied to memory of our own: where rows are spread, and where a
   * frame that is torn half-way could not be withdrawn from the readers.
   */
  private boolean needsPacking(FrameView frame) {
    boolean withdraws = slot.stream().guard().kind().withdraws();
    boolean mayTear = !(frame instanceof OwnedFrame) && !withdraws;
    return mayTear || slot.spread(frame.geometry());
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
      throw slot.segment().lost(fault);
    }
  }

  private void fill(byte[] packed) throws SegmentException {
    try {
      slot.payload().fill(packed);
      Faults.surface();
    } catch (InternalError fault) {
      throw slot.segment().lost(fault);
    }
  }

  /**
   * Begins a frame, which its caller writes in place; a time and nothing more is said of it.
   *
   * @see #claim(FrameGeometry, FrameTags)
   */
  public FrameClaim claim(FrameGeometry geometry, long timestampMillis)
      throws SegmentException, HandshakeTimeoutException {
    return claim(geometry, FrameTags.ofMillis(timestampMillis));
  }

  /**
   * Begins a frame, which its caller writes in place. Other threads wait until the claim has ended.
   *
   * @param tags as for {@link #publish(FrameView, FrameTags)}
   * @throws LayoutException if the layout cannot tell what the frame is, or the time is before 1970
   *     or behind what 64 bits of nanoseconds hold
   * @throws HandshakeTimeoutException if B did not take the frame before in time
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws IllegalStateException if the writer is closed, or the thread has a claim already
   */
  @Override
  public FrameClaim claim(FrameGeometry geometry, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException {
    StampRange.require(tags);
    enter();
    boolean claimed = false;
    try {
      long nanos = slot.begin(geometry, tags);
      FrameClaim claim = new FrameClaim(this::end, slot.payload().slice(), slot.stride(), nanos);
      Faults.surface();
      claimed = true;
      return claim;
    } catch (InternalError fault) {
      throw slot.segment().lost(fault);
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

  /**
   * Writes a frame and waits for what the other side makes of it: with a {@code status} until B has
   * answered in its place, else until the content of the next region has changed and was the same
   * in two looks. Every wait is bounded by the options' {@code requestTimeout}; after a time-out
   * the next request finds the stream free, or an answer that came late, which it drops.
   *
   * @param answered as what the answer is read where the layout does not say it; empty for the same
   *     as the request
   * @param target memory for the answer
   * @return what is known of the answer
   * @throws HandshakeTimeoutException if a wait took too long, with the state that was seen
   * @throws TornFrameException if the frame is on loan and was overwritten meanwhile
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws LayoutException if the layout cannot tell what the frame is, or there is no place for
   *     an answer, or what the answer says of itself cannot be
   */
  public FrameInfo request(
      FrameView frame, FrameTags tags, Optional<FrameGeometry> answered, FrameTarget target)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    requests.requirePlace();
    StampRange.require(tags);
    byte[] packed = OwnedFrame.packed(frame);
    enter();
    try {
      return requests.request(frame.geometry(), packed, tags, answered, target);
    } catch (InternalError fault) {
      throw slot.segment().lost(fault);
    } finally {
      lock.unlock();
    }
  }

  /** Ends a claim, which the calling thread has. */
  void end(boolean publish) throws SegmentException {
    try {
      if (publish) {
        slot.finish();
      }
    } catch (InternalError fault) {
      throw slot.segment().lost(fault);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void unlink() {
    lock.lock();
    try {
      slot.segment().unlink();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      slot.segment().detach();
    } finally {
      lock.unlock();
    }
  }
}
