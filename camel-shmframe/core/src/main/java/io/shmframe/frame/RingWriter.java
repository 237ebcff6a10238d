// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.memory.SegmentException;
import java.nio.file.Path;

/** Writes frames into a ring. */
public final class RingWriter implements FrameSink {

  /** Opens nothing yet: the first frame does. */
  public RingWriter(Path path, RingWriterOptions options) {
    throw new UnsupportedOperationException("Not built yet: " + path + options);
  }

  @Override
  public long publish(FrameView frame, FrameTags tags)
      throws SegmentException, TornFrameException, OverrunException {
    return 0;
  }

  @Override
  public FrameClaim claim(FrameGeometry geometry, FrameTags tags)
      throws SegmentException, OverrunException {
    throw new IllegalStateException("The writer is closed");
  }

  @Override
  public void unlink() {}

  @Override
  public void close() {}
}
