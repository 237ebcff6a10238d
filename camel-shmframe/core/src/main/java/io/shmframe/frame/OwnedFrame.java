// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/** A view of memory that no peer can touch. */
final class OwnedFrame implements FrameView {

  private final FrameGeometry geometry;
  private final int stride;
  private final long timestampNanos;
  private final ByteBuffer pixels;
  private final Payload payload;

  OwnedFrame(FrameGeometry geometry, int stride, long timestampNanos, ByteBuffer pixels) {
    boolean narrow = geometry.isPicture() && stride < geometry.rowBytes();
    long bytes = narrow ? geometry.bytes() : geometry.span(stride);
    if (narrow || bytes > pixels.remaining()) {
      throw new IllegalArgumentException(
          "A frame of "
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
    this.payload = new Payload(this.pixels, 0, geometry, stride);
  }

  /** A frame's bytes as an array of their own, rows without gaps. */
  static byte[] packed(FrameView frame) throws TornFrameException {
    byte[] packed = new byte[Math.toIntExact(frame.geometry().bytes())];
    frame.copyTo(ByteBuffer.wrap(packed));
    return packed;
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
    if (target.remaining() < geometry.bytes()) {
      throw new BufferOverflowException();
    }
    payload.copyTo(target);
    target.position(target.position() + payload.bytes());
  }

  @Override
  public void close() {
    // The memory belongs to whoever gave it.
  }
}
