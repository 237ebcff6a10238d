// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The camera of the demo, a program of its own as a camera would be: that of the example live-view,
 * which plays a clip. It ends when its standard input does, so with this process in any case.
 */
@Singleton
final class DemoCamera {

  private static final Logger LOG = Logger.getLogger(DemoCamera.class);
  private static final String PROGRAM = "io.shmframe.examples.liveview.Camera";

  private final GatewayConfig config;
  private Optional<Process> process = Optional.empty();

  DemoCamera(GatewayConfig config) {
    this.config = config;
  }

  void start(@Observes StartupEvent event) throws IOException {
    if (config.camera() == GatewayConfig.CameraProgram.DEMO) {
      Process camera = command().start();
      LOG.infof("The camera of the demo is process %d", camera.pid());
      process = Optional.of(camera);
    }
  }

  private ProcessBuilder command() {
    if (!(config.demo().fps() > 0)) {
      throw new IllegalArgumentException(
          "gateway.demo.fps=" + config.demo().fps() + ": expected a number above 0");
    }
    Path folder = config.demo().folder().toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "gateway.camera=demo: expected the jars of its camera in "
              + folder
              + " (gateway.demo.folder), found no such folder; mvn package makes it, in"
              + " examples/http-gateway/target/camera");
    }
    return new ProcessBuilder(
            java(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            folder + File.separator + "*",
            PROGRAM,
            config.directory().resolve(config.demo().segment()).toString(),
            Double.toString(config.demo().fps()))
        .redirectOutput(Redirect.INHERIT)
        .redirectError(Redirect.INHERIT);
  }

  /** That of this process; a native executable takes the one of the path. */
  private static String java() {
    String home = System.getProperty("java.home", "");
    return home.isEmpty() ? "java" : Path.of(home, "bin", "java").toString();
  }

  void stop(@Observes ShutdownEvent event) {
    process.ifPresent(this::end);
  }

  /** The camera removes its segment; if it was killed and could not, this does. */
  private void end(Process camera) {
    Path segment = config.directory().resolve(config.demo().segment());
    camera.destroy();
    try {
      if (!camera.waitFor(5, TimeUnit.SECONDS)) {
        camera.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(segment);
    } catch (InterruptedException e) {
      camera.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warnf("Segment %s stays behind: %s", segment, e);
    }
  }
}
