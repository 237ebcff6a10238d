// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only the overlay promises. Runs on the jar, with Java 22 or later: fails where the overlay
 * went missing.
 */
class OverlayIT {

  @TempDir Path folder;

  @Test
  void shouldThrowOnAccessThatComesLate() throws IOException {
    Path path = Files.write(folder.resolve("segment"), new byte[4096]);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      Mapping mapping = Mapping.readOnly(channel, 4096);
      ByteBuffer buffer = mapping.buffer();
      mapping.close();

      assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldUnmapAtOnce() throws IOException {
    Path path = Files.write(folder.resolve("unmapped-at-once"), new byte[4096]);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      Mapping mapping = Mapping.readOnly(channel, 4096);
      assertThat(mapped()).contains("unmapped-at-once");
      mapping.close();
      assertThat(mapped()).doesNotContain("unmapped-at-once");
    }
  }

  private static String mapped() throws IOException {
    return Files.readString(Path.of("/proc/self/maps"));
  }
}
