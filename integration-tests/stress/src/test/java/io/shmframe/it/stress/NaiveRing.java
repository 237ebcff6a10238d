// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What somebody would write who has not read the specification: one slot after the other, and no
 * look at any lock.
 */
final class NaiveRing {

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SLOTS = 32;
  private static final int SLOT_BYTES = 40;
  private static final int CAPACITY = 48;
  private static final int SLOTS_OFFSET = 72;
  private static final int HEAD = 320;
  private static final int DESCRIPTORS = 4096;
  private static final int DESCRIPTOR_BYTES = 2048;
  private static final int SEQUENCE = 72;
  private static final int PAYLOAD_BYTES = 112;

  private final Path path;
  private final Result result = new Result();

  NaiveRing(Path path) {
    this.path = path;
  }

  Result read(long frames, long deadline) throws IOException {
    while (!Files.exists(path) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer ring =
          file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()).order(ByteOrder.LITTLE_ENDIAN);
      long seen = 0;
      while (result.accepted() < frames && System.nanoTime() < deadline) {
        // Else the compiler may load it once for all rounds.
        long head = (long) LONG.getVolatile(ring, HEAD);
        if (head == seen) {
          Thread.onSpinWait();
          continue;
        }
        seen = Math.max(seen + 1, head - ring.getLong(SLOTS) + 1);
        take(ring, (int) (seen % ring.getLong(SLOTS)));
      }
    }
    return result;
  }

  private void take(ByteBuffer ring, int slot) {
    int descriptor = DESCRIPTORS + slot * DESCRIPTOR_BYTES;
    int payload = (int) (ring.getLong(SLOTS_OFFSET) + slot * ring.getLong(SLOT_BYTES));
    int bytes = (int) Math.min(ring.getLong(descriptor + PAYLOAD_BYTES), ring.getLong(CAPACITY));
    result.take(ring.slice(payload, bytes), ring.getLong(descriptor + SEQUENCE), 0);
  }
}
