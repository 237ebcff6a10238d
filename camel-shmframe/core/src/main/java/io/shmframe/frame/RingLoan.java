// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.RingShape;
import io.shmframe.memory.Faults;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/**
 * A frame on loan from a ring: a slot that the writer passes over for as long as the loan lasts. It
 * outlives its reader, and its segment's name.
 */
final class RingLoan implements FrameView {

  /** No entry has this number. */
  private static final int ENDED = -1;

  private final RingSegment segment;
  private final RingPins pins;
  private final RingShape shape;
  private final Payload payload;
  private final long timestampNanos;

  /** Or {@link #ENDED}: one field for both, since a loan is made for each frame. */
  private volatile int pin;

  /** The segment must have been retained for this loan, and the frame be pinned. */
  RingLoan(
      RingSegment segment,
      RingPins pins,
      int pin,
      RingShape shape,
      Payload payload,
      long timestampNanos) {
    this.segment = segment;
    this.pins = pins;
    this.pin = pin;
    this.shape = shape;
    this.payload = payload;
    this.timestampNanos = timestampNanos;
  }

  @Override
  public FrameGeometry geometry() {
    return shape.geometry();
  }

  @Override
  public long timestampNanos() {
    return timestampNanos;
  }

  @Override
  public int stride() {
    return shape.stride();
  }

  /** Read-only, since the segment is mapped so. */
  @Override
  public ByteBuffer pixels() {
    requireOpen();
    return payload.slice();
  }

  @Override
  public boolean intact() {
    requireOpen();
    return there();
  }

  private synchronized boolean there() {
    if (pin == ENDED) {
      return false;
    }
    try {
      return segment.whole();
    } catch (InternalError fault) {
      segment.translated(fault);
      return false;
    }
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public void copyTo(ByteBuffer target) throws TornFrameException {
    requireOpen();
    if (target.remaining() < payload.bytes()) {
      throw new BufferOverflowException();
    }
    InternalError cause = null;
    try {
      payload.copyTo(target);
      Faults.surface();
    } catch (InternalError fault) {
      segment.translated(fault);
      cause = fault;
    }
    // Ended by another thread in the middle: then the writer may have been here.
    requireOpen();
    if (cause != null || !there()) {
      TornFrameException torn =
          new TornFrameException(
              "The frame of " + geometry() + " on loan lost pages: its segment was cut");
      torn.initCause(cause);
      throw torn;
    }
    target.position(target.position() + payload.bytes());
  }

  private void requireOpen() {
    if (pin == ENDED) {
      throw new IllegalStateException("The loan of this frame has ended");
    }
  }

  @Override
  public void close() {
    int pinned;
    synchronized (this) {
      if (pin == ENDED) {
        return;
      }
      pinned = pin;
      pin = ENDED;
    }
    try {
      pins.unpin(pinned);
    } catch (InternalError fault) {
      // The table was cut: nothing is left to give back.
      segment.translated(fault);
    } finally {
      segment.release();
    }
  }
}
