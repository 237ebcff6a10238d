// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what the demo has made. */
final class Segments {

  private Segments() {}

  /** A ring and the files beside it. */
  static void remove(Path memory, String name) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(memory)) {
      files =
          all.filter(
                  file -> {
                    String found = file.getFileName().toString();
                    return found.equals(name) || found.startsWith(name + "~");
                  })
              .toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** A folder and all that is in it. */
  static void removeFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
