// SPDX-License-Identifier: Apache-2.0
package io.shmframe.jcstress;

import io.shmframe.frame.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rings of one test, which are used in turn. A state of jcstress cannot have a ring made for
 * it, since making files takes a thousand times as long as a round. There are four times as many as
 * states at a time (16 x 4), so a ring comes to a new state when that of its last one is over.
 */
final class Arenas {

  private static final int COUNT = 256;

  private final Arena[] arenas = new Arena[COUNT];
  private final AtomicInteger turn = new AtomicInteger();

  Arenas(Delivery delivery) {
    try {
      Path folder = Files.createDirectories(Path.of("rings"));
      for (int i = 0; i < COUNT; i++) {
        arenas[i] = new Arena(folder, delivery);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Arena next() {
    return arenas[turn.getAndIncrement() & COUNT - 1];
  }
}
