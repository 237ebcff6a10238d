// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder for the segments of an application under test, which goes with it, and free ports. */
public final class SegmentFolder implements QuarkusTestResourceLifecycleManager {

  private final String live = "it-quarkus-" + UUID.randomUUID();
  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("shmframe-it-quarkus");
      try (ServerSocket pickle = new ServerSocket(0);
          ServerSocket padded = new ServerSocket(0)) {
        return Map.of(
            "segments",
            folder.toString(),
            "live.segment",
            live,
            "pickle.port",
            String.valueOf(pickle.getLocalPort()),
            "padded.port",
            String.valueOf(padded.getLocalPort()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try (Stream<Path> segments = Files.list(folder)) {
      List<Path> left = segments.toList();
      for (Path segment : left) {
        Files.delete(segment);
      }
      Files.delete(folder);
      // Where a test failed, its camera may have left it.
      Files.deleteIfExists(Path.of("/dev/shm").resolve(live));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
