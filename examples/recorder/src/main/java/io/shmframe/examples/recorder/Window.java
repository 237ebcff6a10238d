// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A file as if all of it lay in memory, of which a piece does. */
final class Window {

  private static final int BYTES = 16 * IndexEntry.MAX_LENGTH;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer piece = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long start;

  Window(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    piece.limit(0);
  }

  /** Bytes of the file when it was opened. */
  long size() {
    return size;
  }

  /**
   * The piece that has these bytes of the file, little-endian; {@link #index} says where.
   *
   * @param count at most {@link IndexEntry#MAX_LENGTH}, and not beyond {@link #size()}
   */
  ByteBuffer with(long at, int count) throws IOException {
    if (at < start || at + count > start + piece.limit()) {
      start = at;
      piece.clear();
      while (piece.hasRemaining() && channel.read(piece, start + piece.position()) > 0) {
        // As much as there is.
      }
      piece.flip();
      if (piece.limit() < count) {
        throw new IOException("The file became shorter while it was being read");
      }
    }
    return piece;
  }

  /** Where in the piece a byte of the file lies. */
  int index(long at) {
    return (int) (at - start);
  }
}
