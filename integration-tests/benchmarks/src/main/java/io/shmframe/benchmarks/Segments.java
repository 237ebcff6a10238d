// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names of the segments of one measurement, which are removed with all their files when this is
 * closed.
 *
 * @param prefix what all of them begin with
 */
record Segments(String prefix) implements AutoCloseable {

  static final Path MEMORY = Path.of("/dev/shm");

  /** Names that nobody else has. */
  static Segments fresh() {
    return new Segments("shmframe-bench-" + UUID.randomUUID());
  }

  /** One of them, from 0. */
  String name(int index) {
    return prefix + "-" + index;
  }

  /** The endpoints of so many of them. */
  List<String> endpoints(int count, String options) {
    return IntStream.range(0, count)
        .mapToObj(index -> "shmframe:" + name(index) + "?" + options)
        .toList();
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(MEMORY)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
