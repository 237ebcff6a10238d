// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Optional;

/**
 * A picture that is decoded when somebody wants its pixels: straight into the memory that it is
 * copied to, each time anew, or once into memory of its own for who looks at them. Any thread may
 * use it, so that two exchanges may share it.
 */
final class PictureFrame implements FrameView {

  private final PictureFile file;
  private final boolean grey;
  private final PictureCodec codec;
  private final FrameGeometry geometry;
  private Optional<ByteBuffer> decoded = Optional.empty();

  PictureFrame(PictureFile file, boolean grey, PictureCodec codec) {
    this.file = file;
    this.grey = grey;
    this.codec = codec;
    this.geometry = file.geometry(grey);
  }

  @Override
  public FrameGeometry geometry() {
    return geometry;
  }

  @Override
  public long timestampNanos() {
    return 0;
  }

  @Override
  public int stride() {
    return Math.toIntExact(geometry.rowBytes());
  }

  /**
   * @throws PictureException if the picture cannot be decoded
   */
  @Override
  public synchronized ByteBuffer pixels() {
    if (decoded.isEmpty()) {
      ByteBuffer own = ByteBuffer.allocate(bytes());
      codec.decode(file, grey, own.duplicate());
      decoded = Optional.of(own);
    }
    return decoded.get().duplicate();
  }

  @Override
  public boolean intact() {
    return true;
  }

  /**
   * @throws PictureException if the picture cannot be decoded; the target then holds rubbish and
   *     its position is where it was
   */
  @Override
  public void copyTo(ByteBuffer target) {
    if (target.remaining() < bytes()) {
      throw new BufferOverflowException();
    }
    // Native code would not ask.
    if (target.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    ByteBuffer room = target.slice(target.position(), bytes());
    Optional<ByteBuffer> known = decoded();
    if (known.isPresent()) {
      room.put(known.get());
    } else {
      codec.decode(file, grey, room);
    }
    target.position(target.position() + bytes());
  }

  private synchronized Optional<ByteBuffer> decoded() {
    return decoded.map(ByteBuffer::duplicate);
  }

  private int bytes() {
    return Math.toIntExact(geometry.bytes());
  }

  @Override
  public void close() {
    // All of it is on the heap.
  }

  @Override
  public String toString() {
    return "Frame of a " + file;
  }
}
