// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A file, or its beginning, mapped into memory and shared with every other process that maps it.
 *
 * <p>This is the class for Java 22 and later: {@link #close()} unmaps at once, and an access that
 * comes later throws {@link IllegalStateException}. What holds for both classes is said in the one
 * for Java 17.
 */
public final class Mapping implements AutoCloseable {

  /** The longest file that a {@link ByteBuffer} can show, in bytes. */
  public static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  /** From one try to unmap to the next. */
  private static final long RETRY_MILLIS = 10;

  private final Arena arena;
  private final MemorySegment segment;

  private Mapping(Arena arena, MemorySegment segment) {
    this.arena = arena;
    this.segment = segment;
  }

  /** Maps the first bytes of a file for reading. */
  public static Mapping readOnly(FileChannel channel, long bytes) throws IOException {
    return map(channel, FileChannel.MapMode.READ_ONLY, bytes);
  }

  /** Maps the first bytes of a file for reading and writing. */
  public static Mapping readWrite(FileChannel channel, long bytes) throws IOException {
    return map(channel, FileChannel.MapMode.READ_WRITE, bytes);
  }

  /** The mapped bytes, little-endian; unusable after {@link #close()}. */
  public ByteBuffer buffer() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("The mapping is closed");
    }
    return segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Unmaps the pages; as soon as it is done, if a call of the JDK's has them in use, a write to a
   * socket say. Closing twice is the same as once.
   */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      try {
        arena.close();
      } catch (IllegalStateException e) {
        CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS).execute(this::close);
      }
    }
  }

  private static Mapping map(FileChannel channel, FileChannel.MapMode mode, long bytes)
      throws IOException {
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Cannot map " + bytes + " bytes: expected 1 to " + MAX_BYTES);
    }
    // FileChannel.map would make a shorter file longer without a word.
    long size = channel.size();
    if (bytes > size) {
      throw new IOException("Cannot map " + bytes + " bytes of a file of " + size);
    }
    // Shared, since a consumer's thread reads what another thread closes.
    Arena arena = Arena.ofShared();
    try {
      return new Mapping(arena, channel.map(mode, 0, bytes, arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }
}
