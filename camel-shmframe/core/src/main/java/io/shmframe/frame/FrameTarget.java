// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;

/** Gives the memory that a reader copies a frame into. */
@FunctionalInterface
public interface FrameTarget {

  /**
   * Memory for one frame, of at least {@link FrameGeometry#bytes()} bytes from its position. The
   * reader asks when it has found a frame of this geometry and asks again only after it has
   * delivered one into what it got, or when the geometry has changed: a look that is rejected does
   * not cost new memory.
   */
  ByteBuffer allocate(FrameGeometry geometry);
}
