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
    return Map.ofEntries(
        Map.entry("gateway.directory", folder.toString()),
        Map.entry("gateway.cameras", "front?layout=frameheader,absent"),
        Map.entry("gateway.discover-interval", "20ms"),
        Map.entry("gateway.max-cameras", "5"),
        Map.entry("gateway.max-clients", "3"),
        Map.entry("gateway.hosts", "Box.example"),
        Map.entry("gateway.uploads.max-bytes", "60000"),
        Map.entry("gateway.uploads.capacity", "30000"),
        Map.entry("gateway.uploads.slots", "5"),
        Map.entry("gateway.uploads.max-at-a-time", "2"),
        Map.entry("gateway.uploads.permissions", "rw-r-----"));
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
