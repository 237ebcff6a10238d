// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.LARGE;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ReadOnlyBufferException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loans, and the writers that go round them or wait. */
@Timeout(60)
class RingLoanTest {

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

  private Path table() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "ring~readers-*")) {
      return found.iterator().next();
    }
  }

  @Test
  void shouldShowTheSegmentItself() throws Exception {
    write(ring.writer(slots(4)), 7);
    RingReader reader = ring.reader(latest());

    try (FrameView loan = lend(reader)) {
      assertThat(loan.shared()).isTrue();
      assertThat(loan.intact()).isTrue();
      assertThat(loan.stride()).isEqualTo(24);
      assertThat(loan.timestampNanos()).isEqualTo(7);
      assertThat(loan.pixels().remaining()).isEqualTo(96);
      assertThat(loan.pixels().get(95)).isEqualTo((byte) 7);
      assertThatThrownBy(() -> loan.pixels().put(0, (byte) 1))
          .isInstanceOf(ReadOnlyBufferException.class);
    }
  }

  @Test
  void shouldNotOverwriteAFrameOnLoanHoweverOftenTheWriterGoesRound() throws Exception {
    RingWriter writer = ring.writer(slots(5));
    write(writer, 1, 2);
    RingReader first = ring.reader(all());
    RingReader second = ring.reader(latest());
    FrameView one = lend(first);
    FrameView two = lend(second);
    RingReader passing = ring.reader(all().withLoans(0));
    List<Integer> seen = new ArrayList<>();
    for (int i = 3; i < 103; i++) {
      write(writer, i);
      seen.addAll(values(passing));
    }

    assertThat(value(one)).isEqualTo(1);
    assertThat(value(two)).isEqualTo(2);
    assertThat(one.intact()).isTrue();
    // Whoever copies misses nothing: the writer has passed over slots, not frames.
    assertThat(seen).hasSize(102).endsWith(101, 102);
    assertThat(passing.counters().missed()).isZero();
    assertThat(ring.figures().skipped()).isGreaterThan(50);
    one.close();
    two.close();
    long skipped = ring.figures().skipped();
    write(writer, 1, 2, 3, 4, 5, 6);
    assertThat(ring.figures().skipped()).isEqualTo(skipped);
  }

  @Test
  void shouldPassOverASlotThatWasLentInTheMiddleOfAClaim() throws Exception {
    RingReader reader = ring.reader(all());
    FrameView[] loan = new FrameView[1];
    RingWriter writer =
        ring.kept(
            new RingWriter(
                ring.path,
                slots(4),
                step -> {
                  if (step == RingStep.PASSED_OVER && loan[0] != null) {
                    loan[0].close();
                    loan[0] = null;
                  }
                }));
    write(writer, 1, 2, 3, 4);
    loan[0] = lend(reader);
    write(writer, 5, 6);

    assertThat(loan[0]).isNull();
    assertThat(ring.figures().skipped()).isEqualTo(1);
    // The slot that became free behind the writer has its turn in the next round.
    assertThat(values(reader)).containsExactly(4, 5, 6);
    assertThat(reader.counters().missed()).isEqualTo(2);
  }

  @Test
  void shouldGiveUpALoanThatTheWriterHasMarked() throws Exception {
    RingReader reader = ring.reader(all());
    Look[] during = new Look[1];
    RingWriter writer =
        ring.kept(
            new RingWriter(
                ring.path,
                slots(4),
                step -> {
                  try {
                    if (step == RingStep.CLAIMED && during[0] == null && head() == 4) {
                      during[0] = reader.lookInPlace();
                      assertThat(value(reader.loan())).isEqualTo(2);
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }));
    write(writer, 1, 2, 3, 4, 5);

    assertThat(during[0]).isEqualTo(Look.FRAME);
  }

  private long head() throws IOException {
    return Files.exists(ring.path) ? ring.figures().head() : 0;
  }

  @Test
  void shouldEndOnceHoweverOftenItIsClosed() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(latest());
    FrameView loan = lend(reader);
    loan.close();
    write(writer, 2);
    FrameView next = lend(reader);
    loan.close();

    assertThat(next.shared()).isTrue();
    assertThat(ring.figures().readers().get(0).pinned()).isEqualTo(2);
    assertThatThrownBy(loan::pixels).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(loan::intact).isInstanceOf(IllegalStateException.class);
    next.close();
  }

  @Test
  void shouldOutliveItsReaderAndItsSegment() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(latest());
    FrameView loan = lend(reader);
    writer.publish(frame(LARGE, 2), at(2));
    assertThat(reader.await(anywhere(), 10_000_000_000L)).isEqualTo(Look.FRAME);
    reader.close();
    writer.unlink();

    assertThat(value(loan)).isEqualTo(1);
    assertThat(loan.intact()).isTrue();
    loan.close();
    assertThat(Files.list(folder)).isEmpty();
  }

  @Test
  void shouldKeepItsPinWhenItsReaderIsClosed() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(latest());
    FrameView loan = lend(reader);
    reader.close();
    write(writer, 2, 3, 4, 5, 6, 7, 8);

    assertThat(value(loan)).isEqualTo(1);
    assertThat(ring.figures().readers()).hasSize(1);
    loan.close();
    assertThat(ring.figures().readers()).isEmpty();
  }

  @Test
  void shouldGiveBackALoanThatNobodyFetched() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(latest());
    assertThat(reader.lookInPlace()).isEqualTo(Look.FRAME);
    write(writer, 2);
    try (FrameView loan = lend(reader)) {
      assertThat(loan.shared()).isTrue();
    }
    write(writer, 3);
    reader.lookInPlace();
    reader.close();

    assertThat(ring.figures().readers()).isEmpty();
    assertThatThrownBy(reader::loan).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldCopyWhenAllLoansAreOut() throws Exception {
    RingWriter writer = ring.writer(slots(8));
    write(writer, 1, 2, 3);
    RingReader reader = ring.reader(all().withLoans(2));
    FrameView one = lend(reader);
    FrameView two = lend(reader);
    FrameView three = lend(reader);

    assertThat(List.of(one.shared(), two.shared(), three.shared()))
        .containsExactly(true, true, false);
    assertThat(value(three)).isEqualTo(3);
    assertThat(three.intact()).isTrue();
    one.close();
    write(writer, 4);
    assertThat(lend(reader).shared()).isTrue();
    two.close();
  }

  @Test
  void shouldCopyWhereARingHasNoPins() throws Exception {
    write(ring.writer(slots(3)), 1);

    try (FrameView frame = lend(ring.reader(latest()))) {
      assertThat(frame.shared()).isFalse();
      assertThat(value(frame)).isEqualTo(1);
    }
  }

  @Test
  void shouldCopyWhereOthersHaveAllPins() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader first = ring.reader(latest());
    RingReader second = ring.reader(latest());
    FrameView one = lend(first);
    FrameView two = lend(second);

    assertThat(one.shared()).isTrue();
    assertThat(two.shared()).isFalse();
    one.close();
    first.close();
    long deadline = System.nanoTime() + 10_000_000_000L;
    boolean shared = false;
    while (!shared && System.nanoTime() < deadline) {
      write(writer, 2);
      try (FrameView next = lend(second)) {
        shared = next.shared();
      }
    }
    assertThat(shared).isTrue();
  }

  @Test
  void shouldCopyWhereTheTableCannotBeWritten() throws Exception {
    write(ring.writer(slots(4)), 1);
    // As the superuser, who may write to every file: a folder in its place.
    Path table = table();
    Files.move(table, folder.resolve("aside"), StandardCopyOption.ATOMIC_MOVE);
    Files.createDirectory(table);
    RingReader reader = ring.reader(latest());
    RingReader awaited = ring.reader(latest().withAwaited(true));

    assertThat(lend(reader).shared()).isFalse();
    assertThat(awaited.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(awaited.problem().get()).hasMessageContaining("~readers-");
    Files.delete(table);
  }

  @Test
  void shouldRefuseAFrameAtOnceWhenTold() throws Exception {
    RingWriter writer = ring.writer(slots(4).withOverflow(Overflow.FAIL));
    write(writer, 1);
    RingReader reader = ring.reader(all().withAwaited(true).withName("recorder"));
    assertThat(value(reader)).isEqualTo(1);
    write(writer, 2, 3, 4, 5);

    assertThatThrownBy(() -> write(writer, 6))
        .isInstanceOf(OverrunException.class)
        .hasMessageContaining("'recorder'")
        .hasMessageContaining("overflow=fail");
    assertThat(value(reader)).isEqualTo(2);
    write(writer, 6);
    assertThat(values(reader)).containsExactly(3, 4, 5, 6);
    assertThat(reader.counters().missed()).isZero();
    assertThat(ring.figures().refused()).isEqualTo(1);
    reader.close();
    write(writer, 7, 8, 9, 10, 11);
  }

  @Test
  void shouldRefuseAFrameWhenItHasWaitedLongEnough() throws Exception {
    RingWriter writer =
        ring.writer(slots(4).withOverflow(Overflow.BLOCK).withBlockTimeout(Duration.ofMillis(20)));
    write(writer, 1);
    RingReader reader = ring.reader(all().withLoans(0).withAwaited(true));
    value(reader);
    write(writer, 2, 3, 4, 5);

    assertThatThrownBy(() -> write(writer, 6))
        .isInstanceOf(OverrunException.class)
        .hasMessageContaining("20 ms");
    assertThat(ring.figures().blocked()).isEqualTo(1);
    assertThat(ring.figures().blockedNanos()).isGreaterThanOrEqualTo(20_000_000);
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void shouldWaitForNobodyWhoDidNotAsk(Overflow overflow) throws Exception {
    RingWriter writer = ring.writer(slots(4).withOverflow(overflow));
    write(writer, 1);
    RingReader reader = ring.reader(all());
    value(reader);
    write(writer, 2, 3, 4, 5, 6, 7);

    assertThat(values(reader)).containsExactly(4, 5, 6, 7);
    assertThat(reader.counters().missed()).isEqualTo(2);
  }

  @Test
  void shouldLoseNothingWhenTheWriterWaits() throws Exception {
    RingWriter writer =
        ring.writer(slots(4).withOverflow(Overflow.BLOCK).withBlockTimeout(Duration.ofSeconds(30)));
    write(writer, 1);
    RingReader copying = ring.reader(all().withLoans(0).withAwaited(true));
    RingReader lending = ring.reader(all().withAwaited(true));
    value(copying);
    lend(lending).close();
    int frames = 300;
    Thread writing =
        new Thread(
            () -> {
              try {
                for (int i = 2; i <= frames; i++) {
                  write(writer, i);
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    writing.start();
    Thread other =
        new Thread(
            () -> {
              while (copying.counters().delivered() < frames) {
                try {
                  copying.await(anywhere(), 10_000_000_000L);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
            });
    other.start();
    for (int i = 2; i <= frames; i++) {
      assertThat(lending.awaitInPlace(10_000_000_000L)).isEqualTo(Look.FRAME);
      try (FrameView loan = lending.loan()) {
        assertThat((byte) value(loan)).isEqualTo((byte) i);
      }
    }
    writing.join();
    other.join();

    assertThat(copying.counters().missed() + lending.counters().missed()).isZero();
    assertThat(ring.figures().blocked()).isPositive();
  }
}
