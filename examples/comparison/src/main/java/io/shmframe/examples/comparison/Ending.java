// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Removes what a run has left. */
final class Ending {

  private Ending() {}

  /**
   * Has a child remove the run's folders at its end if whoever started it is gone by then, which
   * would have done it else.
   */
  static void whenOrphaned(Link link) {
    Optional<ProcessHandle> starter = ProcessHandle.current().parent();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  // An orphan has another parent at once.
                  if (!ProcessHandle.current().parent().equals(starter)) {
                    removeQuietly(link.memory().getParent());
                    removeQuietly(link.disk().getParent());
                  }
                },
                "orphaned"));
  }

  /** Ends a process that hangs at its end. */
  static void withinSeconds(int seconds) {
    Thread watchdog =
        new Thread(
            () -> {
              LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
              Runtime.getRuntime().halt(1);
            },
            "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  static void removeQuietly(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      System.err.println("Folder " + folder + " stays behind: " + e);
    }
  }

  /** Removes a folder and all that is in it, which others may be doing as well. */
  static void remove(Path folder) throws IOException {
    for (int attempt = 0; Files.exists(folder); attempt++) {
      try {
        for (Path path : deepestFirst(folder)) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        // Somebody is still writing, or removing.
        if (attempt == 10) {
          throw new IOException("Cannot remove " + folder, e);
        }
      }
    }
  }

  private static List<Path> deepestFirst(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
