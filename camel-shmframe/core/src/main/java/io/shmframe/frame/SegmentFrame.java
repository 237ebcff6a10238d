// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.memory.SegmentException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A frame on loan: the segment itself, which stays mapped for as long as the loan lasts. */
final class SegmentFrame implements FrameView {

  private final Sighting sighting;
  private final VerifyMode verify;
  private final Optional<ContentMarks> marks;
  private final Runnable returned;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * The sighting's attachment must have been retained for this frame.
   *
   * @param marks of the content, where the header does not show that a frame is being overwritten
   * @param returned what is to be done when the loan ends, before the segment is let go
   */
  SegmentFrame(
      Sighting sighting, VerifyMode verify, Optional<ContentMarks> marks, Runnable returned) {
    this.sighting = sighting;
    this.verify = verify;
    this.marks = marks;
    this.returned = returned;
  }

  @Override
  public FrameGeometry geometry() {
    return sighting.geometry();
  }

  @Override
  public long timestampNanos() {
    return sighting.nanos();
  }

  @Override
  public int stride() {
    return sighting.stride();
  }

  @Override
  public ByteBuffer pixels() {
    requireOpen();
    return sighting.pixels();
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public boolean intact() {
    requireOpen();
    try {
      boolean unchanged = sighting.unchanged() && sameContent(sighting.payload());
      sighting.attachment().checkWhole();
      return unchanged;
    } catch (SegmentException e) {
      return false;
    } catch (InternalError fault) {
      sighting.attachment().translated(fault);
      return false;
    }
  }

  private boolean sameContent(Payload payload) {
    if (marks.isEmpty()) {
      return true;
    }
    ContentMarks now = new ContentMarks();
    now.take(payload, ContentMarks.newScratch());
    return now.same(marks.get());
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
      if (there
          && sighting.copyTo(target, verify, ContentMarks.newScratch(), Optional.empty())
          && (verify == VerifyMode.NONE || sameContent(copied(target)))) {
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

  private Payload copied(ByteBuffer target) {
    return new Payload(target, target.position(), geometry(), geometry().rowBytes());
  }

  private TornFrameException torn(SegmentException cause) {
    TornFrameException torn =
        new TornFrameException(
            "The frame of "
                + sighting.geometry()
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
      try {
        returned.run();
      } finally {
        sighting.attachment().release();
      }
    }
  }
}
