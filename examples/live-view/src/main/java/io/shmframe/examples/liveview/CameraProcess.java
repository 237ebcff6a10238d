// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The camera as a child process. */
final class CameraProcess implements AutoCloseable {

  private final Process process;
  private final Path segment;

  /** Starts one of the demo's cameras, counted from 0. */
  CameraProcess(DemoOptions options, int number) throws IOException {
    segment = options.path(number);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Camera.class.getName(),
                segment.toString(),
                Double.toString(options.fps()),
                Integer.toString(number))
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT)
            .start();
  }

  /** Ends the camera, which removes its segment; if it was killed and could not, this does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(segment);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("Segment " + segment + " stays behind: " + e);
    }
  }
}
