// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a segment as a foreign program has them, who writes offsets out on purpose. */
final class SharedBytes implements AutoCloseable {

  private final FileChannel channel;
  private final MappedByteBuffer memory;

  /** Creates the segment if it is not there, or makes it longer. */
  SharedBytes(Path path, int bytes) {
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    memory.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Little-endian. */
  ByteBuffer memory() {
    return memory;
  }

  int getInt(int offset) {
    return memory.getInt(offset);
  }

  SharedBytes putInt(int offset, int value) {
    memory.putInt(offset, value);
    return this;
  }

  SharedBytes put(int offset, byte[] bytes) {
    memory.put(offset, bytes);
    return this;
  }

  SharedBytes putFloats(int offset, float... values) {
    for (int i = 0; i < values.length; i++) {
      memory.putFloat(offset + i * Float.BYTES, values[i]);
    }
    return this;
  }

  float[] floats(int offset, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = memory.getFloat(offset + i * Float.BYTES);
    }
    return values;
  }

  byte[] bytes(int offset, int count) {
    byte[] values = new byte[count];
    memory.get(offset, values);
    return values;
  }

  void truncate(long bytes) {
    try {
      channel.truncate(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
