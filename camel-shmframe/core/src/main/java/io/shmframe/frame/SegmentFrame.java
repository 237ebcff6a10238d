// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.memory.SegmentException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A frame on loan: the segment itself, which stays mapped for as long as the loan lasts. */
final class SegmentFrame implements FrameView {

  private final Sighting sighting;
  private final VerifyMode verify;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The sighting's attachment must have been retained for this frame. */
  SegmentFrame(Sighting sighting, VerifyMode verify) {
    this.sighting = sighting;
    this.verify = verify;
  }

  @Override
  public FrameGeometry geometry() {
    return sighting.geometry();
  }

  @Override
  public long timestampNanos() {
    return TimeUnit.MILLISECONDS.toNanos(sighting.stamp());
  }

  @Override
  public int stride() {
    return (int) sighting.geometry().rowBytes();
  }

  @Override
  public ByteBuffer pixels() {
    requireOpen();
    return sighting.pixels();
  }

  @Override
  public boolean intact() {
    requireOpen();
    try {
      boolean unchanged = sighting.unchanged();
      sighting.attachment().checkWhole();
      return unchanged;
    } catch (SegmentException e) {
      return false;
    } catch (InternalError fault) {
      sighting.attachment().translated(fault);
      return false;
    }
  }

  @Override
  public void copyTo(ByteBuffer target) throws TornFrameException {
    requireOpen();
    if (target.remaining() < sighting.bytes()) {
      throw new BufferOverflowException();
    }
    try {
      // The frame may be gone since it was lent; a mode without checks does not ask.
      boolean there = verify == VerifyMode.NONE || sighting.unchanged();
      if (there && sighting.copyTo(target, verify, Sighting.newScratch())) {
        target.position(target.position() + sighting.bytes());
        return;
      }
    } catch (SegmentException e) {
      throw torn(e);
    } catch (InternalError fault) {
      throw torn(sighting.attachment().translated(fault));
    }
    throw torn(null);
  }

  private TornFrameException torn(SegmentException cause) {
    TornFrameException torn =
        new TornFrameException(
            "The frame of stamp "
                + sighting.stamp()
                + " was overwritten before it could be copied whole: its layout has one slot, which its writer does not"
                + " keep for a reader");
    if (cause != null) {
      torn.initCause(cause);
    }
    return torn;
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("The loan of this frame has ended");
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      sighting.attachment().release();
    }
  }
}
