// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * A {@link FrameView} as Camel carries it: being a {@link StreamCache}, it is copied by wire taps,
 * multicasts and all others that give one body to two exchanges, so that the loan may end with the
 * first.
 */
final class CamelFrame implements FrameView, StreamCache {

  private final FrameView view;

  CamelFrame(FrameView view) {
    this.view = view;
  }

  @Override
  public FrameGeometry geometry() {
    return view.geometry();
  }

  @Override
  public long timestampNanos() {
    return view.timestampNanos();
  }

  @Override
  public int stride() {
    return view.stride();
  }

  @Override
  public ByteBuffer pixels() {
    try {
      return view.pixels();
    } catch (IllegalStateException e) {
      throw ended(e);
    }
  }

  @Override
  public boolean intact() {
    try {
      return view.intact();
    } catch (IllegalStateException e) {
      throw ended(e);
    }
  }

  @Override
  public void copyTo(ByteBuffer target) throws TornFrameException {
    try {
      view.copyTo(target);
    } catch (IllegalStateException e) {
      throw ended(e);
    }
  }

  private static IllegalStateException ended(IllegalStateException e) {
    return new IllegalStateException(
        e.getMessage()
            + ": it lasts as long as the exchange that it came with. A step that keeps a frame for longer, such as"
            + " aggregate, needs a copy: convertBodyTo(byte[].class) before it, or bodyType=bytes",
        e);
  }

  @Override
  public boolean shared() {
    return view.shared();
  }

  @Override
  public void close() {
    view.close();
  }

  @Override
  public void reset() {
    // There is no position.
  }

  @Override
  public void writeTo(OutputStream os) throws IOException {
    os.write(bytes(view));
  }

  /** A frame of its own, which no writer can touch and no exchange ends. */
  @Override
  public StreamCache copy(Exchange exchange) throws IOException {
    return new CamelFrame(
        FrameView.of(
            geometry(),
            Math.toIntExact(geometry().rowBytes()),
            timestampNanos(),
            ByteBuffer.wrap(bytes(view))));
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  @Override
  public long length() {
    return geometry().bytes();
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  public String toString() {
    return "Frame of " + geometry();
  }

  /** The picture as an array of its own, whole. */
  static byte[] bytes(FrameView view) throws TornFrameException {
    byte[] bytes = new byte[Math.toIntExact(view.geometry().bytes())];
    view.copyTo(ByteBuffer.wrap(bytes));
    return bytes;
  }
}
