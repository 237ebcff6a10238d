// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What both processes know of the frames, beside the transport: a mapped file with the moment at
 * which each frame was handed to the sending route, by its number, and the newest numbers sent and
 * received. The monotonic clock of Linux is one for all processes. One thread of each side writes.
 */
final class Ledger {

  /** How many frames back a moment is known. */
  static final int KEPT = 1 << 16;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Each side's word on a cache line of its own. */
  private static final int SENT = 0;

  private static final int RECEIVED = 128;
  private static final int MOMENTS = 256;

  private final ByteBuffer map;

  /** Opens the file, and makes it where there is none. */
  Ledger(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      map = channel.map(MapMode.READ_WRITE, 0, MOMENTS + KEPT * (long) Long.BYTES);
    }
  }

  /** A frame is in the sender's hands now. */
  void sends(int number) {
    LONG.setRelease(map, at(number), System.nanoTime());
    LONG.setRelease(map, SENT, (long) number);
  }

  /** When a frame was sent, by {@link System#nanoTime()}; only of the last {@link #KEPT}. */
  long moment(int number) {
    return (long) LONG.getAcquire(map, at(number));
  }

  /** The newest number that was sent; 0 for none. */
  int sent() {
    return (int) (long) LONG.getAcquire(map, SENT);
  }

  void receives(int number) {
    LONG.setRelease(map, RECEIVED, (long) number);
  }

  /** The newest number that was received; 0 for none. */
  int received() {
    return (int) (long) LONG.getAcquire(map, RECEIVED);
  }

  private static int at(int number) {
    return MOMENTS + (number & KEPT - 1) * Long.BYTES;
  }
}
