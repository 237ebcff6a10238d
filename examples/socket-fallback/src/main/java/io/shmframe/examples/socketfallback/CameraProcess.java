// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A camera as a child process. */
final class CameraProcess implements AutoCloseable {

  private final Process process;

  CameraProcess(DemoOptions options, Path directory, boolean owner) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dio.netty.noUnsafe=true",
                "-Dorg.slf4j.simpleLogger.log.io.shmframe=error",
                "-Dorg.slf4j.simpleLogger.log.org.apache.camel=off",
                "-cp",
                System.getProperty("java.class.path"),
                Camera.class.getName(),
                options.segment(),
                directory.toString(),
                Boolean.toString(owner),
                Integer.toString(options.port()))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
  }

  long pid() {
    return process.pid();
  }

  /** As {@code kill -9}: it has no time to say good-bye. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
