// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;

/**
 * A window on the pixels of a frame, with a lifetime.
 *
 * <p>A view that a reader lent shows the segment itself, which the writer of a one-slot layout may
 * overwrite at any moment: what is read through {@link #pixels()} counts only if {@link #intact()}
 * says so afterwards. {@link #copyTo(ByteBuffer)} does both. What a ring lends is not overwritten
 * while the loan lasts, and a view of memory of one's own is always intact.
 *
 * <p>One thread may use a view at a time; closing it is safe from any.
 */
public interface FrameView extends AutoCloseable {

  /** The size and type of the picture. */
  FrameGeometry geometry();

  /** When the frame was taken, in nanoseconds since 1970; 0 if nobody said. */
  long timestampNanos();

  /**
   * Bytes from the start of one row of a picture to the start of the next, at least {@link
   * FrameGeometry#rowBytes()}.
   */
  int stride();

  /**
   * The payload, from position 0, with what the stride leaves over between the rows. Read-only
   * where the memory is not the caller's. Not to be used after {@link #close()}.
   *
   * @throws IllegalStateException if the view is closed
   */
  ByteBuffer pixels();

  /**
   * Whether everything that was read through this view so far belongs to one whole frame, and still
   * would now.
   *
   * @throws IllegalStateException if the view is closed
   */
  boolean intact();

  /**
   * Copies the picture, rows without gaps, to the target's position and moves that on.
   *
   * @param target with at least {@link FrameGeometry#bytes()} bytes remaining
   * @throws TornFrameException if the frame was overwritten before or while it was copied; the
   *     target then holds rubbish and its position is where it was
   * @throws java.nio.BufferOverflowException if the target is too small
   * @throws IllegalStateException if the view is closed
   */
  void copyTo(ByteBuffer target) throws TornFrameException;

  /**
   * Whether {@link #pixels()} shows the segment itself, false where it is memory of the holder's
   * own.
   */
  default boolean shared() {
    return false;
  }

  /** Ends the loan, if it is one. Closing twice is the same as once. */
  @Override
  void close();

  /**
   * A view of memory of one's own, rows without gaps.
   *
   * @param pixels the picture, from the buffer's position; shared, not copied
   * @throws IllegalArgumentException if the buffer is shorter than the picture
   */
  static FrameView of(FrameGeometry geometry, ByteBuffer pixels) {
    return of(geometry, Math.toIntExact(geometry.rowBytes()), 0, pixels);
  }

  /**
   * A view of memory of one's own.
   *
   * @param stride bytes from row to row
   * @param timestampNanos when the frame was taken, or 0
   * @param pixels the picture, from the buffer's position; shared, not copied
   * @throws IllegalArgumentException if the buffer is shorter than the picture, or the stride than
   *     a row
   */
  static FrameView of(FrameGeometry geometry, int stride, long timestampNanos, ByteBuffer pixels) {
    return new OwnedFrame(geometry, stride, timestampNanos, pixels);
  }
}
