// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.LARGE;
import static io.shmframe.frame.RingFixture.at;
import static io.shmframe.frame.RingFixture.frame;
import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.lend;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.value;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts, files that others cut or make longer: what fails must fail whole, and leave nothing. */
@Timeout(60)
class RingTroubleTest {

  @TempDir Path folder;

  /** Whether the writer moved to a larger ring although it was interrupted after this time. */
  private static boolean grows(RingWriter writer, long interruptAfterNanos) {
    Thread writing = Thread.currentThread();
    Thread interrupting =
        new Thread(
            () -> {
              LockSupport.parkNanos(interruptAfterNanos);
              writing.interrupt();
            });
    interrupting.start();
    try {
      writer.publish(frame(LARGE, 1), at(1));
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      while (interrupting.isAlive()) {
        LockSupport.parkNanos(10_000);
      }
      Thread.interrupted();
    }
  }

  @Test
  void shouldWriteWhereTheNameIsWhenMovingToALargerRingFails() throws Exception {
    int failed = 0;
    for (int round = 0; round < 60 && failed < 20; round++) {
      Path path = folder.resolve("ring" + round);
      try (RingWriter writer = new RingWriter(path, slots(3));
          RingReader reader = new RingReader(path, latest())) {
        write(writer, 1);
        if (grows(writer, 100_000 + round * 50_000L)) {
          continue;
        }
        failed++;
        write(writer, 2);
        assertThat(value(reader)).as("after %d failures", failed).isEqualTo(2);
        assertThat(reader.info().sequence()).hasValue(2);
      }
    }
  }

  private Path table() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "ring~readers-*")) {
      return found.iterator().next();
    }
  }

  /** How many descriptors this process has of files with such names. */
  private static long descriptors(String infix) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : open) {
        try {
          count += Files.readSymbolicLink(each).toString().contains(infix) ? 1 : 0;
        } catch (NoSuchFileException e) {
          // That of the folder itself, or of another thread.
        }
      }
    }
    return count;
  }

  /** As a process does that may write to the file, without a lock of ours on it. */
  private static void resize(Path file, long bytes) throws Exception {
    Process truncate =
        new ProcessBuilder("truncate", "-s", String.valueOf(bytes), file.toString())
            .inheritIO()
            .start();
    assertThat(truncate.waitFor()).isZero();
  }

  @Test
  void shouldCopyAndLeakNothingWhereTheTableIsLongerThanAMapping() throws Exception {
    Path path = folder.resolve("ring");
    try (RingWriter writer = new RingWriter(path, slots(4))) {
      write(writer, 1);
    }
    resize(table(), 3L << 30);
    for (int i = 0; i < 5; i++) {
      try (RingReader reader = new RingReader(path, latest());
          FrameView frame = lend(reader)) {
        assertThat(frame.shared()).isFalse();
        assertThat(value(frame)).isEqualTo(1);
      }
    }

    assertThat(descriptors(folder.getFileName() + "/ring~readers-")).isZero();
  }

  @Test
  void shouldRetireARingWhoseTableIsLongerThanAMapping() throws Exception {
    Path path = folder.resolve("ring");
    try (RingWriter writer = new RingWriter(path, slots(4))) {
      write(writer, 1);
    }
    resize(table(), 3L << 30);
    resize(folder.resolve("ring~lock"), 3L << 30);

    try (RingWriter writer = new RingWriter(path, slots(4));
        RingReader reader = new RingReader(path, latest())) {
      write(writer, 2);
      assertThat(value(reader)).isEqualTo(2);
    }
    assertThat(descriptors(folder.getFileName() + "/ring~")).isZero();
  }
}
