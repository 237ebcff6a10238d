// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.SegmentException;

/**
 * Puts frames into a segment, whatever its layout. The segment is opened or created with the first
 * frame. Any thread may write; they take turns.
 */
public interface FrameSink extends AutoCloseable {

  /**
   * Copies a frame into the segment and publishes it.
   *
   * @return the time that was written, in nanoseconds since 1970
   * @throws TornFrameException if the frame is on loan and was overwritten meanwhile; nothing is
   *     published
   * @throws HandshakeTimeoutException if the other side of a handshake did not take the frame
   *     before in time
   * @throws OverrunException if a reader that the writer is to wait for is too far behind
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws LayoutException if the layout cannot tell what the frame is
   */
  long publish(FrameView frame, FrameTags tags)
      throws SegmentException, TornFrameException, HandshakeTimeoutException, OverrunException;

  /**
   * Begins a frame, which its caller writes in place. Other threads wait until the claim has ended.
   *
   * @throws HandshakeTimeoutException if the other side of a handshake did not take the frame
   *     before in time
   * @throws OverrunException if a reader that the writer is to wait for is too far behind
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws LayoutException if the layout cannot tell what the frame is, or the time is before 1970
   *     or behind what 64 bits of nanoseconds hold
   * @throws IllegalStateException if the writer is closed, or the thread has a claim already
   */
  FrameClaim claim(FrameGeometry geometry, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException, OverrunException;

  /** Removes the segment's name, if it still belongs to the segment that was written. */
  void unlink();

  /** Lets go of the segment, which stays with its last frame. */
  @Override
  void close();
}
