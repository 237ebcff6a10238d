// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A file, or its beginning, mapped into memory and shared with every other process that maps it.
 *
 * <p>This is the class for Java 17 to 21: the pages stay mapped until the mapping and every buffer
 * taken from it are unreachable, and {@link #close()} only closes the way to them. In the
 * multi-release jar a class of the same name for Java 22 and later unmaps at once.
 *
 * <p>Any thread may call any method. Where a peer truncates the file, an access behind its new end
 * makes an {@link InternalError}, see {@link Faults}. Access must stay with single values, bulk
 * gets and puts: the vectorised comparisons and checksums of the JDK are not protected, and the
 * fault would end the process.
 */
public final class Mapping implements AutoCloseable {

  /** The longest file that a {@link ByteBuffer} can show, in bytes. */
  public static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private final ByteBuffer buffer;
  private volatile boolean closed;

  private Mapping(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /**
   * Maps the first bytes of a file for reading.
   *
   * @param channel an open file, which may be closed afterwards
   * @param bytes how many bytes to map, 1 to {@link #MAX_BYTES}; not more than the file has, or the
   *     rest faults
   * @throws IOException if the file cannot be mapped
   */
  public static Mapping readOnly(FileChannel channel, long bytes) throws IOException {
    return new Mapping(channel.map(FileChannel.MapMode.READ_ONLY, 0, checked(channel, bytes)));
  }

  /**
   * Maps the first bytes of a file for reading and writing.
   *
   * @param channel a file that is open for both, and may be closed afterwards
   * @param bytes how many bytes to map, 1 to {@link #MAX_BYTES}; not more than the file has
   * @throws IOException if the file cannot be mapped
   */
  public static Mapping readWrite(FileChannel channel, long bytes) throws IOException {
    return new Mapping(channel.map(FileChannel.MapMode.READ_WRITE, 0, checked(channel, bytes)));
  }

  /**
   * The mapped bytes, little-endian, from position 0 to the limit; each call gives a buffer of its
   * own. After {@link #close()} a buffer that was given out must not be used: on Java 22 and later
   * its accessors throw {@link IllegalStateException}, before that they still see the pages.
   *
   * @throws IllegalStateException if the mapping is closed
   */
  public ByteBuffer buffer() {
    if (closed) {
      throw new IllegalStateException("The mapping is closed");
    }
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Gives the pages back, here as soon as no buffer of this mapping is reachable. Closing twice is
   * the same as once.
   */
  @Override
  public void close() {
    closed = true;
  }

  private static long checked(FileChannel channel, long bytes) throws IOException {
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Cannot map " + bytes + " bytes: expected 1 to " + MAX_BYTES);
    }
    // FileChannel.map would make a shorter file longer without a word.
    long size = channel.size();
    if (bytes > size) {
      throw new IOException("Cannot map " + bytes + " bytes of a file of " + size);
    }
    return bytes;
  }
}
