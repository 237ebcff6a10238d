// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.SMALL;
import static io.shmframe.frame.RingFixture.all;
import static io.shmframe.frame.RingFixture.anywhere;
import static io.shmframe.frame.RingFixture.frame;
import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.lend;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.value;
import static io.shmframe.frame.RingFixture.values;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers that do not look, rings that nobody writes, and what they keep meanwhile. */
@Timeout(60)
class RingRestTest {

  @TempDir Path folder;

  private RingFixture ring;

  @BeforeEach
  void open() {
    ring = new RingFixture(folder);
  }

  @AfterEach
  void close() {
    ring.close();
  }

  @Test
  void shouldWaitForNobodyWhoRests() throws Exception {
    RingWriter writer = ring.writer(slots(3).withOverflow(Overflow.FAIL));
    RingReader reader = ring.reader(all().withAwaited(true));
    write(writer, 1, 2);
    assertThat(value(reader)).isEqualTo(1);
    reader.rest();
    assertThat(ring.figures().readers()).isEmpty();
    write(writer, 3, 4, 5, 6);

    assertThat(values(reader)).containsExactly(4, 5, 6);
    assertThat(reader.counters().missed()).isEqualTo(2);
    assertThat(ring.figures().readers()).hasSize(1);
    write(writer, 7, 8, 9);
    assertThatThrownBy(() -> write(writer, 10)).isInstanceOf(OverrunException.class);
    assertThat(values(reader)).containsExactly(7, 8, 9);
  }

  @Test
  void shouldKeepALoanWhileItRests() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(all());
    try (FrameView loan = lend(reader)) {
      reader.rest();
      write(writer, 2, 3, 4, 5, 6);
      assertThat(value(loan)).isEqualTo(1);
    }
    assertThat(ring.figures().readers()).isEmpty();
    try (FrameView next = lend(reader)) {
      assertThat(next.shared()).isTrue();
    }
  }

  @Test
  void shouldRestBeforeItHasLooked() throws Exception {
    RingReader reader = ring.reader(all());
    reader.rest();
    write(ring.writer(slots(4)), 1);

    assertThat(value(reader)).isEqualTo(1);
    reader.close();
    reader.rest();
    assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
  }

  @Test
  void shouldLetGoOfARemovedRingWhenItHasTakenItsLastFrame() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(all().withReattachInterval(Duration.ofMillis(1)));
    write(writer, 1, 2);
    assertThat(value(reader)).isEqualTo(1);
    writer.unlink();
    assertThat(value(reader)).isEqualTo(2);
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (reader.attached() && System.nanoTime() < deadline) {
      reader.await(anywhere(), 10_000_000);
    }

    assertThat(reader.attached()).isFalse();
    assertThat(reader.problem().get()).hasMessageContaining("does not exist");
    write(writer, 3);
    assertThat(reader.await(anywhere(), 10_000_000_000L)).isEqualTo(Look.FRAME);
  }

  private boolean mapped() throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).contains(ring.path + "\n")
        || Files.readString(Path.of("/proc/self/maps")).contains(ring.path + " (deleted)");
  }

  @Test
  void shouldKeepNothingMappedWhenItIsClosed() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(latest());
    write(writer, 1);
    value(reader);
    assertThat(mapped()).isTrue();
    reader.close();
    writer.close();
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (mapped() && System.nanoTime() < deadline) {
      System.gc();
    }

    assertThat(mapped()).isFalse();
    assertThat(reader.attached()).isFalse();
  }

  @Test
  void shouldShowWhoWritesAndNoSecrets() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(latest());
    FrameTags tags = new FrameTags(1, Map.of("token", "s3cret"), FrameTags.RAW, Set.of());
    writer.claim(SMALL, tags).abort();
    assertThat(reader.look(anywhere())).isEqualTo(Look.NOTHING);
    assertThat(reader.peek().get())
        .containsEntry("head", 0L)
        .containsEntry("published", 0L)
        .containsEntry("writerPid", ProcessHandle.current().pid())
        .containsKeys("writerPidNamespace", "skipped", "blocked", "refused", "takeovers");
    writer.publish(frame(SMALL, 1), tags);

    assertThat(reader.peek().get())
        .containsEntry("published", 1L)
        .containsEntry("metadata", List.of("token"));
    assertThat(reader.peek().get().toString()).doesNotContain("s3cret");
    assertThat((long) reader.peek().get().get("writerId")).isNotZero();
    writer.close();
    assertThat(reader.peek().get()).containsEntry("writerId", 0L);
  }
}
