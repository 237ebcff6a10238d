// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.value;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.memory.SegmentException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other processes, which hold locks and die. They are Python, so that these locks are nobody's of
 * ours.
 */
@Timeout(60)
class RingDeathTest {

  /** Locks a byte, stores a number behind it if there is one, says so, and waits to be killed. */
  private static final String HOLDER =
      """
      import fcntl, mmap, os, struct, sys
      path, at = sys.argv[1], int(sys.argv[2])
      fd = os.open(path, os.O_RDWR)
      fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at)
      for field, value in zip(sys.argv[3::2], sys.argv[4::2]):
          os.pwrite(fd, struct.pack('<Q', int(value)), at + int(field))
      print('held', flush=True)
      sys.stdin.read()
      """;

  @TempDir Path folder;

  private RingFixture ring;
  private Process holder;

  @BeforeEach
  void open() {
    ring = new RingFixture(folder);
  }

  @AfterEach
  void close() throws Exception {
    ring.close();
    if (holder != null) {
      kill();
    }
  }

  private void hold(Path file, long at, long... fieldsAndValues) throws IOException {
    ProcessBuilder python =
        new ProcessBuilder("python3", "-c", HOLDER, file.toString(), String.valueOf(at));
    for (long each : fieldsAndValues) {
      python.command().add(String.valueOf(each));
    }
    holder = python.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertThat(holder.inputReader().readLine()).isEqualTo("held");
  }

  private void kill() throws InterruptedException {
    holder.destroyForcibly().waitFor();
  }

  private Path table() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "ring~readers-*")) {
      return found.iterator().next();
    }
  }

  @Test
  void shouldFreeThePinOfAReaderThatDied() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1, 2);
    hold(table(), 128, 0, 1, 16, 4711);
    write(writer, 3, 4, 5, 6, 7, 8, 9);
    assertThat(ring.figures().skipped()).isGreaterThanOrEqualTo(2);
    assertThat(ring.figures().readers()).extracting(RingFigures.Reader::pid).containsExactly(4711L);
    kill();
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (ring.figures().freed() == 0 && System.nanoTime() < deadline) {
      write(writer, 1, 2, 3, 4);
    }
    long skipped = ring.figures().skipped();
    write(writer, 1, 2, 3, 4);

    assertThat(ring.figures().freed()).isEqualTo(1);
    assertThat(ring.figures().skipped()).isEqualTo(skipped);
    assertThat(ring.figures().readers()).isEmpty();
  }

  @Test
  void shouldNotWaitForAReaderThatDied() throws Exception {
    RingWriter writer =
        ring.writer(slots(4).withOverflow(Overflow.BLOCK).withBlockTimeout(Duration.ofSeconds(50)));
    write(writer, 1, 2);
    hold(table(), 128 + 128 * 5, 8, 1);
    kill();
    write(writer, 3, 4, 5, 6);

    assertThat(ring.figures().freed()).isEqualTo(1);
    assertThat(ring.figures().refused()).isZero();
  }

  @Test
  void shouldTakeTheEntryOfAReaderThatDied() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1, 2);
    hold(table(), 128, 0, 1);
    assertThat(RingFixture.lend(ring.reader(latest())).shared()).isFalse();
    kill();

    try (FrameView loan = RingFixture.lend(ring.reader(latest()))) {
      assertThat(loan.shared()).isTrue();
      assertThat(value(loan)).isEqualTo(2);
    }
  }

  @Test
  void shouldWriteWhenTheWriterBeforeHasDied() throws Exception {
    RingWriter first = ring.writer(slots(4));
    write(first, 1);
    first.close();
    hold(folder.resolve("ring~lock"), 0);
    RingWriter next = ring.writer(slots(4));
    assertThatThrownBy(() -> write(next, 2))
        .isInstanceOf(SegmentException.class)
        .hasMessageContaining("alive");
    kill();
    write(next, 3);

    assertThat(value(ring.reader(latest()))).isEqualTo(3);
  }

  @Test
  void shouldKeepItsLocksWhenOthersOfThisProcessClose() throws Exception {
    RingWriter writer = ring.writer(slots(5));
    write(writer, 1);
    RingReader first = ring.reader(latest());
    FrameView loan = RingFixture.lend(first);
    RingReader second = ring.reader(latest());
    RingFixture.lend(second).close();
    second.close();
    ring.figures();
    RingWriter refused = ring.writer(slots(5));
    assertThatThrownBy(() -> write(refused, 2)).isInstanceOf(SegmentException.class);
    refused.close();

    // Another process finds both still locked.
    assertThatThrownBy(() -> hold(table(), 128)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> hold(folder.resolve("ring~lock"), 0))
        .isInstanceOf(AssertionError.class);
    hold(table(), 256);
    loan.close();
  }
}
