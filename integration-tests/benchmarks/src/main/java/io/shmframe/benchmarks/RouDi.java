// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The daemon of iceoryx while its peers run; a machine has one at a time. */
final class RouDi implements AutoCloseable {

  private static final int CHUNKS = 12;

  /** What iceoryx puts before each frame, and more. */
  private static final long CHUNK_HEADER = 4096;

  /** Ends it even if nobody is left who could. */
  private static final List<String> BOUNDED = List.of("timeout", "--foreground", "-k", "5", "120");

  private final Process process;
  private final Path folder;
  private final boolean alone;

  private RouDi(Process process, Path folder, boolean alone) {
    this.process = process;
    this.folder = folder;
    this.alone = alone;
  }

  /**
   * Starts it, and waits until it is there.
   *
   * @param folder for its configuration and for what it says
   * @param bytes of the largest frame
   */
  static RouDi started(Path folder, long bytes)
      throws PeerMissingException, IOException, InterruptedException {
    Path config = folder.resolve("roudi.toml");
    Files.writeString(
        config,
        "[general]\nversion = 1\n\n[[segment]]\n\n[[segment.mempool]]\nsize = %d\ncount = %d\n"
            .formatted((bytes + CHUNK_HEADER) / 32 * 32, CHUNKS));
    Path said = folder.resolve("roudi.log");
    List<String> command = new ArrayList<>(BOUNDED);
    command.addAll(List.of("iox-roudi", "-c", config.toString(), "-m", "off", "-l", "warning"));
    boolean alone = Files.notExists(management());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    RouDi rouDi = new RouDi(process, folder, alone);
    for (int tries = 0; tries < 200 && !process.waitFor(50, TimeUnit.MILLISECONDS); tries++) {
      if (Files.readString(said).contains("ready for clients")) {
        return rouDi;
      }
    }
    rouDi.close();
    throw new PeerMissingException("iox-roudi does not run: " + Files.readString(said));
  }

  private static Path management() {
    return Beside.MEMORY.resolve("iceoryx_mgmt");
  }

  /** Ends it, and takes away what it would leave if it had to be killed. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        if (alone) {
          removeSegments();
        }
      }
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The second one has the name of the user's group. */
  private void removeSegments() throws IOException {
    Files.deleteIfExists(management());
    String group = Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
    Files.deleteIfExists(Beside.MEMORY.resolve(group));
  }
}
