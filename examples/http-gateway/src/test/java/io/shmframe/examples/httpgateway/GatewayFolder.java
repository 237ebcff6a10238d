// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A folder for the segments of the gateway under test, and small limits. */
public final class GatewayFolder implements QuarkusTestResourceLifecycleManager {

  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("shmframe-gateway");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "gateway.directory",
        folder.toString(),
        "gateway.cameras",
        "front?layout=frameheader,absent",
        "gateway.discover-interval",
        "50ms",
        "gateway.max-cameras",
        "5",
        "gateway.max-clients",
        "3",
        "gateway.hosts",
        "Box.example",
        "gateway.uploads.max-bytes",
        "60000",
        "gateway.uploads.capacity",
        "30000",
        "gateway.uploads.permissions",
        "rw-r-----");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(folder, new TestInjector.MatchesType(Path.class));
  }

  @Override
  public void stop() {
    try (Stream<Path> segments = Files.list(folder)) {
      for (Path segment : segments.toList()) {
        Files.delete(segment);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
