// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.SegmentException;
import java.nio.ByteBuffer;

/**
 * The right to write one frame in place. From the claim to its end readers see no frame; a claim
 * that is closed without {@link #commit()} is aborted, and readers go on seeing none until the next
 * frame.
 *
 * <p>Used by the thread that claimed, and by no other.
 */
public final class FrameClaim implements AutoCloseable {

  /** Ends the claim in the writer that gave it. */
  @FunctionalInterface
  interface End {
    void end(boolean publish) throws SegmentException;
  }

  private final End writer;
  private final ByteBuffer pixels;
  private final int stride;
  private final long timestampNanos;
  private final Thread owner = Thread.currentThread();
  private boolean open = true;
  private volatile boolean lost;

  FrameClaim(End writer, ByteBuffer pixels, int stride, long timestampNanos) {
    this.writer = writer;
    this.pixels = pixels;
    this.stride = stride;
    this.timestampNanos = timestampNanos;
  }

  /** Bytes from the start of one row of a picture to the start of the next. */
  public int stride() {
    return stride;
  }

  /**
   * The payload's memory, from position 0 to its limit, with what the stride leaves over between
   * the rows; not to be used after the claim has ended.
   */
  public ByteBuffer pixels() {
    requireOpen();
    return pixels;
  }

  /** The stamp that the frame got, in milliseconds since 1970. */
  public long timestampMillis() {
    return Math.floorDiv(timestampNanos, 1_000_000);
  }

  /** The stamp that the frame got, in nanoseconds since 1970, as exact as the layout has it. */
  public long timestampNanos() {
    return timestampNanos;
  }

  /**
   * Publishes the frame.
   *
   * @throws SegmentException if the segment shrank while it was being written; the frame is lost,
   *     the next one gets a new segment
   */
  public void commit() throws SegmentException {
    requireOwner();
    if (open && lost) {
      close();
      throw new IllegalStateException(
          "The claim has ended: its writer was closed, or let go of the segment, before the commit");
    }
    requireOpen();
    open = false;
    writer.end(true);
  }

  /** Gives the claim up; nothing is published. */
  public void abort() {
    if (!open) {
      requireOpen();
    }
    close();
  }

  /** Aborts the claim if it is still open. */
  @Override
  public void close() {
    if (open) {
      requireOwner();
      open = false;
      try {
        writer.end(false);
      } catch (SegmentException e) {
        // The frame was not to be published anyway, and the next claim finds the segment gone.
      }
    }
  }

  /** The writer let go of the memory; the owner still ends the claim. */
  void lose() {
    lost = true;
  }

  private void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "A claim is ended by the thread that claimed: expected " + owner);
    }
  }

  private void requireOpen() {
    if (!open || lost) {
      throw new IllegalStateException("The claim has ended");
    }
  }
}
