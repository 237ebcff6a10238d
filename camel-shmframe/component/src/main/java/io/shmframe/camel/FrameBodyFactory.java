// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;

/**
 * Makes the bodies that a consumer copies frames into. A module that brings a body type names its
 * factory in {@code META-INF/services/org/apache/camel/shmframe/TYPE}. Any thread may call it.
 */
@FunctionalInterface
public interface FrameBodyFactory {

  /** A body with memory for one frame. */
  FrameBody create(FrameGeometry geometry);

  /** A body that is about to get its frame. */
  interface FrameBody {

    /**
     * The memory, of at least {@link FrameGeometry#bytes()} bytes from its position, rows without
     * gaps.
     */
    ByteBuffer memory();

    /** What becomes the message body. */
    Object body();

    /** Frees what the body holds; called once, when its exchange completes. */
    void release();
  }
}
