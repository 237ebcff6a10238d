// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A name that no other test has, in shared memory, and free again afterwards. */
final class Ring implements AutoCloseable {

  private static final Path SHARED = Path.of("/dev/shm");

  private final Path path;

  Ring() {
    this(SHARED);
  }

  Ring(Path folder) {
    path = folder.resolve("shmframe-stress-" + UUID.randomUUID());
  }

  Path path() {
    return path;
  }

  /** All files of the ring. */
  List<Path> files() {
    String name = path.getFileName().toString();
    try (Stream<Path> found = Files.list(path.getParent())) {
      return found.filter(file -> file.getFileName().toString().startsWith(name)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its table of readers. */
  Path table() {
    return files().stream()
        .filter(file -> file.getFileName().toString().contains("~readers-"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    for (Path file : files()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
