// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A table of readers as its bytes are. */
final class Readers {

  private static final int FIRST = 128;
  private static final int ENTRY = 128;
  private static final int NEXT = 8;

  private final ByteBuffer table;

  private Readers(byte[] table) {
    this.table = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Read by another process: if this one closed the file, it would lose all the locks that it has
   * on it.
   */
  static Readers of(Ring ring) {
    try {
      Process cat = new ProcessBuilder("cat", ring.table().toString()).start();
      try (var bytes = cat.getInputStream()) {
        return new Readers(bytes.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many entries have a frame on loan. */
  int pinned() {
    return count(0);
  }

  /** How many entries the writer is to wait for. */
  int awaited() {
    return count(NEXT);
  }

  private int count(int field) {
    int found = 0;
    for (int at = FIRST; at + ENTRY <= table.capacity(); at += ENTRY) {
      found += table.getLong(at + field) == 0 ? 0 : 1;
    }
    return found;
  }
}
