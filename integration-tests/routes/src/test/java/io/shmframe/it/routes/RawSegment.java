// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A {@code frameheader} segment as a foreign program writes it. Offsets are written out on purpose.
 */
final class RawSegment implements AutoCloseable {

  private final FileChannel channel;
  private final MappedByteBuffer memory;

  RawSegment(Path path, int pixelBytes) {
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, 24L + pixelBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    memory.order(ByteOrder.LITTLE_ENDIAN);
  }

  void frame(int width, int height, int channels, long stamp, int value) {
    byte[] pixels = new byte[width * height * channels];
    Arrays.fill(pixels, (byte) value);
    frame(width, height, channels, stamp, pixels);
  }

  void frame(int width, int height, int channels, long stamp, byte[] pixels) {
    header(width, height, channels, stamp, 0);
    memory.put(24, pixels);
    memory.putInt(20, 1);
  }

  /** A header alone, whatever it says. */
  void header(int width, int height, int channels, long stamp, int valid) {
    memory.putInt(20, 0);
    memory.putInt(0, width).putInt(4, height).putInt(8, channels).putLong(12, stamp);
    memory.putInt(20, valid);
  }

  void truncate(long bytes) {
    try {
      channel.truncate(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is in a segment's file. */
  static ByteBuffer read(Path path) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] pixels(Path path) {
    byte[] file = read(path).array();
    return Arrays.copyOfRange(file, 24, file.length);
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
