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
    return view.pixels();
  }

  @Override
  public boolean intact() {
    return view.intact();
  }

  @Override
  public void copyTo(ByteBuffer target) throws TornFrameException {
    view.copyTo(target);
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
