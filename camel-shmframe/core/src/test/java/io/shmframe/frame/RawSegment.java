// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A {@code frameheader} segment as a foreign program writes it, one store at a time. Offsets are
 * written out on purpose.
 */
final class RawSegment implements AutoCloseable {

  final Path path;
  final FileChannel channel;
  final MappedByteBuffer memory;

  RawSegment(Path path, int bytes) {
    this.path = path;
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

  void valid(int value) {
    memory.putInt(20, value);
  }

  void header(int width, int height, int channels, long stamp) {
    memory.putInt(0, width).putInt(4, height).putInt(8, channels).putLong(12, stamp);
  }

  void pixels(int from, int to, int value) {
    byte[] part = new byte[to - from];
    Arrays.fill(part, (byte) value);
    memory.put(24 + from, part);
  }

  /** A whole frame of one value, written as the layout says. */
  void frame(int width, int height, int channels, long stamp, int value) {
    valid(0);
    header(width, height, channels, stamp);
    pixels(0, width * height * channels, value);
    valid(1);
  }

  static ByteBuffer read(Path path) throws IOException {
    return ByteBuffer.wrap(java.nio.file.Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
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
