// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.netty.channel.epoll.Epoll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a transport may find missing on a machine.
 *
 * @param memory the folder of shared memory, {@code /dev/shm}
 * @param unixSockets why there are none, if there are none
 */
record Site(Path memory, Optional<String> unixSockets) {

  static Site here(Path memory) {
    return new Site(memory, Epoll.isAvailable() ? Optional.empty() : Optional.of(epoll()));
  }

  /** Why there is no shared memory, if there is none. */
  Optional<String> sharedMemory() {
    return Files.isDirectory(memory) && Files.isWritable(memory)
        ? Optional.empty()
        : Optional.of(memory + ": expected a folder that can be written, found none");
  }

  private static String epoll() {
    Throwable cause = Epoll.unavailabilityCause();
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return "Unix sockets need Netty's native transport (epoll), which cannot be loaded: " + cause;
  }
}
