// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Plane;
import io.shmframe.layout.RingShape;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of a frame in some memory, in rows that may have gaps. Positions count the frame's own
 * bytes, without the gaps. Whoever makes one has checked that the memory holds it.
 */
final class Payload {

  private final ByteBuffer memory;
  private final int offset;
  private final int bytes;
  private final int span;
  private final List<Plane> planes;
  private final boolean dense;

  /**
   * @param memory which is accessed by absolute offsets only
   * @param offset of the first byte
   */
  Payload(ByteBuffer memory, int offset, FrameGeometry geometry, long stride) {
    this.memory = memory;
    this.offset = offset;
    this.bytes = Math.toIntExact(geometry.bytes());
    this.span = Math.toIntExact(geometry.span(stride));
    this.dense = span == bytes;
    this.planes = dense ? List.of() : geometry.planes(stride);
  }

  /** A frame of a ring; its planes were checked against the payload's bytes. */
  Payload(ByteBuffer memory, int offset, RingShape shape) {
    this.memory = memory;
    this.offset = offset;
    this.bytes = Math.toIntExact(shape.geometry().bytes());
    this.span = shape.span();
    this.dense = shape.regular() && span == bytes;
    this.planes = dense ? List.of() : shape.planes();
  }

  /** Bytes of the frame. */
  int bytes() {
    return bytes;
  }

  /** The memory from the first byte to the last, gaps and all. */
  ByteBuffer slice() {
    return memory.slice(offset, span);
  }

  /** Copies the frame, rows without gaps, to a buffer's position, which is not moved. */
  void copyTo(ByteBuffer target) {
    if (dense) {
      target.put(target.position(), memory, offset, bytes);
      return;
    }
    int to = target.position();
    for (Plane plane : planes) {
      int row = (int) plane.rowBytes();
      for (int y = 0; y < plane.rows(); y++, to += row) {
        target.put(to, memory, at(plane, y), row);
      }
    }
  }

  /** Fills the frame, leaving the gaps as they are, from an array of its bytes. */
  void fill(byte[] packed) {
    if (dense) {
      memory.put(offset, packed);
      return;
    }
    int from = 0;
    for (Plane plane : planes) {
      int row = (int) plane.rowBytes();
      for (int y = 0; y < plane.rows(); y++, from += row) {
        memory.put(at(plane, y), packed, from, row);
      }
    }
  }

  /** Copies a part of the frame, rows without gaps. */
  void get(int position, byte[] target, int length) {
    if (dense) {
      memory.get(offset + position, target, 0, length);
      return;
    }
    int done = 0;
    int skipped = 0;
    for (Plane plane : planes) {
      int row = (int) plane.rowBytes();
      int all = row * plane.rows();
      while (done < length && position + done - skipped < all) {
        int within = position + done - skipped;
        int part = Math.min(row - within % row, length - done);
        memory.get(at(plane, within / row) + within % row, target, done, part);
        done += part;
      }
      skipped += all;
    }
  }

  /** Whether the byte behind the last one is zero, as behind a text. */
  boolean zeroBehind() {
    return memory.get(offset + span) == 0;
  }

  /** Ends a text. */
  void putZeroBehind() {
    memory.put(offset + span, (byte) 0);
  }

  private int at(Plane plane, int row) {
    return (int) (offset + plane.offset() + row * plane.stride());
  }
}
