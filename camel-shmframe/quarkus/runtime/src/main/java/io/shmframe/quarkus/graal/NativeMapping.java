// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.graal;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.shmframe.memory.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The mapping of native executables: that of Java 17.
 *
 * <p>The builder takes the class for Java 22 from the multi-release jar. Its shared arena needs an
 * experimental option of the builder, which makes every access to memory dearer, and a builder with
 * {@code java.lang.foreign}, which not every distribution has. So pages go back as soon as no
 * buffer of the mapping is reachable.
 */
@TargetClass(Mapping.class)
@Substitute
final class NativeMapping {

  // Fields and methods without an annotation are added; the class for Java 22 has others.
  private final ByteBuffer buffer;
  private volatile boolean closed;

  private NativeMapping(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  @Substitute
  public static NativeMapping readOnly(FileChannel channel, long bytes) throws IOException {
    return map(channel, FileChannel.MapMode.READ_ONLY, bytes);
  }

  @Substitute
  public static NativeMapping readWrite(FileChannel channel, long bytes) throws IOException {
    return map(channel, FileChannel.MapMode.READ_WRITE, bytes);
  }

  @Substitute
  public ByteBuffer buffer() {
    if (closed) {
      throw new IllegalStateException("The mapping is closed");
    }
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Substitute
  public void close() {
    closed = true;
  }

  private static NativeMapping map(FileChannel channel, FileChannel.MapMode mode, long bytes)
      throws IOException {
    if (bytes < 1 || bytes > Mapping.MAX_BYTES) {
      throw new IllegalArgumentException(
          "Cannot map " + bytes + " bytes: expected 1 to " + Mapping.MAX_BYTES);
    }
    // FileChannel.map would make a shorter file longer without a word.
    long size = channel.size();
    if (bytes > size) {
      throw new IOException("Cannot map " + bytes + " bytes of a file of " + size);
    }
    return new NativeMapping(channel.map(mode, 0, bytes));
  }
}
