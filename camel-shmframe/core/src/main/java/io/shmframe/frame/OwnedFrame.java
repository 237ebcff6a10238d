// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;

/** A view of memory that no peer can touch. */
final class OwnedFrame implements FrameView {

  private final FrameGeometry geometry;
  private final int stride;
  private final long timestampNanos;
  private final ByteBuffer pixels;

  OwnedFrame(FrameGeometry geometry, int stride, long timestampNanos, ByteBuffer pixels) {
    long bytes = (long) stride * (geometry.height() - 1) + geometry.rowBytes();
    if (stride < geometry.rowBytes() || bytes > pixels.remaining()) {
      throw new IllegalArgumentException(
          "A picture of "
              + geometry
              + " with a stride of "
              + stride
              + " needs a stride of at least "
              + geometry.rowBytes()
              + " and "
              + bytes
              + " bytes: found "
              + pixels.remaining());
    }
    this.geometry = geometry;
    this.stride = stride;
    this.timestampNanos = timestampNanos;
    this.pixels = pixels.slice(pixels.position(), (int) bytes);
  }

  @Override
  public FrameGeometry geometry() {
    return geometry;
  }

  @Override
  public long timestampNanos() {
    return timestampNanos;
  }

  @Override
  public int stride() {
    return stride;
  }

  @Override
  public ByteBuffer pixels() {
    return pixels.duplicate();
  }

  @Override
  public boolean intact() {
    return true;
  }

  @Override
  public void copyTo(ByteBuffer target) {
    int row = (int) geometry.rowBytes();
    if (target.remaining() < geometry.bytes()) {
      throw new java.nio.BufferOverflowException();
    }
    if (stride == row) {
      target.put(pixels.duplicate());
      return;
    }
    for (int y = 0; y < geometry.height(); y++) {
      target.put(pixels.slice(y * stride, row));
    }
  }

  @Override
  public void close() {
    // The memory belongs to whoever gave it.
  }
}
