// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.LARGE;
import static io.shmframe.frame.RingFixture.SMALL;
import static io.shmframe.frame.RingFixture.all;
import static io.shmframe.frame.RingFixture.anywhere;
import static io.shmframe.frame.RingFixture.at;
import static io.shmframe.frame.RingFixture.frame;
import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.lend;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.value;
import static io.shmframe.frame.RingFixture.values;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.WriterOptions.Create;
import io.shmframe.memory.SegmentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Interrupts, files that others cut or make longer: what fails must fail whole, and leave nothing.
 */
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

  /** Cuts a file through a descriptor that stays open, since closing it would drop our locks. */
  private FileChannel cut(Path file, long bytes) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE).truncate(bytes);
  }

  private static Path table(Path ring) throws IOException {
    String prefix = ring.getFileName() + "~readers-*";
    try (DirectoryStream<Path> found = Files.newDirectoryStream(ring.getParent(), prefix)) {
      return found.iterator().next();
    }
  }

  @Test
  @SuppressWarnings("try") // What is counted is what a reader has left when it is closed.
  void shouldSurviveATableThatIsCutHoweverHotTheCodeIs() throws Exception {
    List<FileChannel> open = new ArrayList<>();
    for (int round = 0; round < 300; round++) {
      Path path = folder.resolve("ring" + round);
      RingReader reader = new RingReader(path, all().withAwaited(true).withLoans(2));
      try (RingWriter writer = new RingWriter(path, slots(5))) {
        write(writer, 1);
        FrameView loan = lend(reader);
        write(writer, 2, 3);
        open.add(cut(table(path), round % 3 == 0 ? 128 : 4096));
        int delivered = 1;
        for (int i = 0; i < 3; i++) {
          Look found = (round + i) % 4 == 0 ? reader.look(anywhere()) : reader.lookInPlace();
          delivered += found == Look.FRAME ? 1 : 0;
          if (found == Look.DETACHED && i == 0) {
            assertThat(reader.problem().get())
                .isInstanceOf(SegmentException.class)
                .hasMessageContaining("able of readers");
          }
        }
        loan.close();
        reader.close();
        assertThat(reader.counters().delivered()).isEqualTo(delivered);
        assertThat(descriptors("/ring" + round + "~readers-")).as("round " + round).isEqualTo(2);
      }
      assertThat(descriptors("/ring" + round + "~readers-")).as("round " + round).isEqualTo(1);
    }
    for (FileChannel each : open) {
      each.close();
    }
  }

  @Test
  void shouldRetireARingWhoseTableWasCut() throws Exception {
    Path path = folder.resolve("ring");
    try (RingWriter writer = new RingWriter(path, slots(4))) {
      write(writer, 1);
      cut(table(), 128).close();
      assertThatThrownBy(() -> write(writer, 2))
          .isInstanceOf(SegmentException.class)
          .hasMessageContaining("able of readers");
      write(writer, 3);
      try (RingReader reader = new RingReader(path, all())) {
        assertThat(value(reader)).isEqualTo(3);
      }
    }
  }

  @Test
  void shouldNotDestroyFramesOfAWriterThatHasTakenOver() throws Exception {
    Path path = folder.resolve("ring");
    try (RingWriter first = new RingWriter(path, slots(4));
        RingWriter second = new RingWriter(path, slots(4));
        RingReader reader = new RingReader(path, all())) {
      write(first, 1);
      Files.delete(folder.resolve("ring~lock"));
      write(second, 2, 3, 4, 5);
      assertThatThrownBy(() -> write(first, 6)).isInstanceOf(SegmentException.class);
      assertThatThrownBy(() -> first.publish(frame(LARGE, 6), at(6)))
          .isInstanceOf(SegmentException.class);
      assertThat(values(reader)).containsExactly(2, 3, 4, 5);
    }
  }

  @Test
  void shouldSayThatAClaimWasLostWithItsWriter() throws Exception {
    Path path = folder.resolve("ring");
    RingWriter writer = new RingWriter(path, slots(4));
    FrameClaim claim = writer.claim(SMALL, at(1));
    writer.close();

    assertThatThrownBy(claim::pixels).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(claim::commit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    claim.close();
    try (RingWriter next = new RingWriter(path, slots(4))) {
      write(next, 2);
    }
  }

  @Test
  void shouldKeepAClaimThatAnotherThreadTriesToEnd() throws Exception {
    try (RingWriter writer = new RingWriter(folder.resolve("ring"), slots(4))) {
      FrameClaim claim = writer.claim(SMALL, at(1));
      Thread other =
          new Thread(
              () ->
                  assertThatThrownBy(claim::commit)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("thread"));
      List<Throwable> wrong = new ArrayList<>();
      other.setUncaughtExceptionHandler((thread, e) -> wrong.add(e));
      other.start();
      other.join();
      claim.commit();

      assertThat(wrong).isEmpty();
      write(writer, 2);
    }
  }

  @Test
  void shouldRefuseTheNamesOfTheFilesBesideASegment() {
    Path path = folder.resolve("one~new-x");
    String expected = "without '~'";

    assertThatThrownBy(() -> new RingWriter(path, slots(4)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
    assertThatThrownBy(() -> new RingReader(path, all()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
    assertThatThrownBy(() -> RingFigures.of(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void shouldTakeTheLongestTimesForEver() throws Exception {
    Path path = folder.resolve("ring");
    Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
    RingWriterOptions options = slots(3).withOverflow(Overflow.BLOCK).withBlockTimeout(ever);
    try (RingWriter writer = new RingWriter(path, options);
        RingReader reader =
            new RingReader(path, all().withAwaited(true).withReattachInterval(ever))) {
      write(writer, 1);
      assertThat(value(reader)).isEqualTo(1);
      write(writer, 2, 3, 4);
      Thread taking = new Thread(() -> assertThatNoException().isThrownBy(() -> value(reader)));
      taking.start();
      write(writer, 5);
      taking.join();
    }
    assertThat(WaitStrategy.sleep(ever)).isNotNull();
  }

  @Test
  void shouldSayThatARingWasCutWhileItWasOpened() throws Exception {
    Path path = folder.resolve("ring");
    try (RingWriter writer = new RingWriter(path, slots(64).withCapacity(4096))) {
      write(writer, 1);
    }
    byte[] whole = Files.readAllBytes(path);
    AtomicBoolean done = new AtomicBoolean();
    Thread cutting =
        new Thread(
            () -> {
              try (FileChannel ring = FileChannel.open(path, StandardOpenOption.WRITE)) {
                while (!done.get()) {
                  ring.truncate(4096);
                  ring.write(ByteBuffer.wrap(whole), 0);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    cutting.start();
    try {
      for (int i = 0; i < 300; i++) {
        try (RingWriter writer =
            new RingWriter(path, slots(64).withCapacity(4096).withCreate(Create.NEVER))) {
          write(writer, 2);
        } catch (SegmentException e) {
          assertThat(e).hasMessageContaining("ring");
        }
      }
    } finally {
      done.set(true);
      cutting.join();
    }
    assertThat(descriptors(folder.getFileName() + "/ring~")).isZero();
  }

  @Test
  void shouldNotCountAnInvalidFrameAsMissedToo() throws Exception {
    Path path = folder.resolve("ring");
    try (RingWriter writer = new RingWriter(path, slots(4).withCapacity(4096));
        RingReader reader = new RingReader(path, all())) {
      write(writer, 1);
      assertThat(value(reader)).isEqualTo(1);
      write(writer, 2);
      try (RawSegment raw = new RawSegment(path, 12_288 + 4 * 4096)) {
        // payloadBytes of the second frame's descriptor.
        raw.memory.putLong(4096 + 2 * 2048 + 112, -1);
      }
      write(writer, 3);
      assertThat(reader.look(anywhere())).isEqualTo(Look.INVALID);
      assertThat(value(reader)).isEqualTo(3);

      assertThat(reader.counters().invalid()).isEqualTo(1);
      assertThat(reader.counters().missed()).isZero();
    }
  }
}
