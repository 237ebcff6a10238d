// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A name in /dev/shm that no other test has, and that is free again afterwards. */
final class Segment implements AutoCloseable {

  private final String name = "shmframe-it-" + UUID.randomUUID();

  String name() {
    return name;
  }

  Path path() {
    return Path.of("/dev/shm", name);
  }

  String uri(String options) {
    return "shmframe:" + name + "?layout=frameheader" + (options.isEmpty() ? "" : "&" + options);
  }

  @Override
  public void close() {
    try {
      if (Files.isDirectory(path(), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(path());
      } else {
        Files.deleteIfExists(path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
