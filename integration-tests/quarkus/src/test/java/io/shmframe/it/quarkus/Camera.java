// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A camera program of the kind that the application does not know: Python, without shmframe. */
final class Camera implements AutoCloseable {

  private static final Path PROGRAM =
      Path.of(System.getProperty("shmframe.test.root"))
          .resolve("examples/peers/python/camera_writer.py");

  private final Process process;

  private Camera(Process process) {
    this.process = process;
  }

  /** Starts one that writes small pictures to a segment in /dev/shm. */
  static Camera start(String segment) throws IOException {
    return new Camera(
        new ProcessBuilder(
                "python3", PROGRAM.toString(), segment, "--width", "64", "--height", "40")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Ends it as Ctrl-C does: it removes its segment. */
  void stop() throws IOException {
    signal("TERM");
    ended(process);
  }

  /** Ends it where it stands: its segment stays as it is. */
  void kill() throws IOException {
    signal("KILL");
    ended(process);
  }

  /** From now on it does nothing, but lives. */
  void freeze() throws IOException {
    signal("STOP");
  }

  /** It goes on. */
  void thaw() throws IOException {
    signal("CONT");
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      kill();
    }
  }

  private void signal(String name) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
    ended(kill);
    if (kill.exitValue() != 0) {
      throw new IOException("kill -" + name + " of the camera ended with " + kill.exitValue());
    }
  }

  private static void ended(Process process) throws IOException {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IOException("Process " + process.info() + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
