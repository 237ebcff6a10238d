// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder for the segments of the application under test, the events among them. */
public final class EdgeFolder implements QuarkusTestResourceLifecycleManager {

  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("shmframe-edge");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "edge.directory",
        folder.toString(),
        "edge.input.name",
        "camera",
        "edge.input.stale-after",
        "1s",
        "edge.output.name",
        "annotated",
        "edge.hosts",
        "box.example",
        "edge.events",
        "shmframe:events?layout=text&capacity=65536&directory=" + folder);
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(folder, new TestInjector.MatchesType(Path.class));
  }

  @Override
  public void stop() {
    try (Stream<Path> segments = Files.list(folder)) {
      List<Path> left = segments.toList();
      for (Path segment : left) {
        Files.delete(segment);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
