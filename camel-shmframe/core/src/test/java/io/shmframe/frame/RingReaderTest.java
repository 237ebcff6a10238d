// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.SMALL;
import static io.shmframe.frame.RingFixture.all;
import static io.shmframe.frame.RingFixture.anywhere;
import static io.shmframe.frame.RingFixture.at;
import static io.shmframe.frame.RingFixture.frame;
import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.value;
import static io.shmframe.frame.RingFixture.values;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RingReaderTest {

  private static final long SECOND = 1_000_000_000;

  @TempDir Path folder;

  private RingFixture ring;

  @BeforeEach
  void open() {
    ring = new RingFixture(folder);
  }

  @AfterEach
  void close() throws Exception {
    ring.close();
  }

  @Test
  void shouldTakeTheNewestAndCountTheRestAsMissed() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(latest());
    write(writer, 1);
    assertThat(value(reader)).isEqualTo(1);
    write(writer, 2, 3, 4);

    assertThat(value(reader)).isEqualTo(4);
    assertThat(reader.info().missed()).isEqualTo(2);
    assertThat(reader.info().sequence()).hasValue(4);
    assertThat(reader.info().timestampNanos()).isEqualTo(4);
    assertThat(reader.look(anywhere())).isEqualTo(Look.NOTHING);
    assertThat(reader.counters().missed()).isEqualTo(2);
    assertThat(reader.counters().delivered()).isEqualTo(2);
  }

  @Test
  void shouldTakeAllThatTheRingHolds() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(all());
    write(writer, 1, 2, 3, 4, 5, 6);

    assertThat(values(reader)).containsExactly(3, 4, 5, 6);
    write(writer, 7, 8, 9, 10, 11);
    assertThat(value(reader)).isEqualTo(8);
    assertThat(reader.info().missed()).isEqualTo(1);
    assertThat(values(reader)).containsExactly(9, 10, 11);
  }

  @Test
  void shouldGoOnHalfAsFarBehindEachTimeItIsOvertaken() throws Exception {
    RingWriter writer = ring.writer(slots(8));
    RingReader reader = ring.reader(all().withOnTorn(TornPolicy.FAIL));
    write(writer, 1);
    assertThat(value(reader)).isEqualTo(1);
    int[] written = {1};
    write(writer, upTo(13, written));

    // Of 13, 21 and 29 frames: eight, four and two behind.
    for (int ticket : new int[] {6, 18, 28}) {
      FrameTarget tooSlow =
          geometry -> {
            try {
              write(writer, upTo(written[0] + 8, written));
            } catch (java.io.IOException e) {
              throw new AssertionError(e);
            }
            return ByteBuffer.allocate((int) geometry.bytes());
          };
      assertThatThrownBy(() -> reader.look(tooSlow))
          .isInstanceOf(TornFrameException.class)
          .hasMessageContaining("ticket " + ticket + " ");
    }
    assertThat(value(reader)).isEqualTo(37);
  }

  @Test
  void shouldGoOnFurtherBehindAgainAfterEachFrameThatItTook() throws Exception {
    RingWriter writer = ring.writer(slots(8));
    RingReader reader = ring.reader(all());
    int[] written = {0};
    List<Integer> found = new ArrayList<>();
    for (int frames : new int[] {1, 13, 21, 29}) {
      write(writer, upTo(frames, written));
      found.add(value(reader));
    }

    assertThat(found).containsExactly(1, 6, 17, 27);
  }

  private static int[] upTo(int last, int[] written) {
    int[] values = IntStream.rangeClosed(written[0] + 1, last).toArray();
    written[0] = last;
    return values;
  }

  @Test
  void shouldWaitForARingThatIsNotThere() throws Exception {
    RingReader reader = ring.reader(latest().withReattachInterval(Duration.ofMillis(1)));

    assertThat(reader.await(anywhere(), SECOND)).isEqualTo(Look.DETACHED);
    assertThat(reader.attached()).isFalse();
    assertThat(reader.problem().get()).hasMessageContaining("does not exist");
    write(ring.writer(slots(4)), 1);
    assertThat(reader.await(anywhere(), 10 * SECOND)).isEqualTo(Look.FRAME);
    assertThat(reader.problem()).isEmpty();
    assertThat(reader.attached()).isTrue();
  }

  @Test
  void shouldBeWokenByAFrame() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(latest());
    assertThat(value(reader)).isEqualTo(1);
    Thread later =
        new Thread(
            () -> {
              try {
                Thread.sleep(20);
                write(writer, 2);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    later.start();

    assertThat(reader.await(anywhere(), 30 * SECOND)).isEqualTo(Look.FRAME);
    later.join();
  }

  @Test
  void shouldEndAWaitWhenItIsWoken() throws Exception {
    write(ring.writer(slots(4)), 1);
    RingReader reader = ring.reader(latest());
    value(reader);
    reader.wakeUp();

    assertThat(reader.await(anywhere(), 30 * SECOND)).isEqualTo(Look.NOTHING);
    Thread other = new Thread(reader::wakeUp);
    other.start();
    assertThat(reader.await(anywhere(), 30 * SECOND)).isEqualTo(Look.NOTHING);
    other.join();
  }

  @Test
  void shouldEndAWaitWhenItIsClosed() throws Exception {
    write(ring.writer(slots(4)), 1);
    RingReader reader = ring.reader(latest());
    value(reader);
    Thread other = new Thread(reader::close);
    other.start();

    assertThat(reader.await(anywhere(), 30 * SECOND)).isEqualTo(Look.DETACHED);
    other.join();
  }

  @Test
  void shouldHonourOtherWaits() throws Exception {
    write(ring.writer(slots(4)), 1);
    for (WaitStrategy waiting :
        new WaitStrategy[] {
          WaitStrategy.spin(), WaitStrategy.yielding(), WaitStrategy.sleep(Duration.ofMillis(1))
        }) {
      int[] rounds = new int[1];
      RingReader reader =
          ring.reader(
              latest()
                  .withWaiting(
                      (round, atMost) -> {
                        rounds[0]++;
                        waiting.idle(round, atMost);
                      }));
      value(reader);
      assertThat(reader.await(anywhere(), 5_000_000)).isEqualTo(Look.NOTHING);
      assertThat(rounds[0]).isPositive();
    }
  }

  @Test
  void shouldTellSomethingElseFromARing() throws Exception {
    Files.write(ring.path, new byte[8192]);
    RingReader reader = ring.reader(latest());

    assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(reader.problem().get())
        .hasMessageContaining("SHMFRING")
        .hasMessageContaining("layout=");
    Files.write(ring.path, new byte[100]);
    RingReader other = ring.reader(latest());
    assertThat(other.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(other.problem().get()).hasMessageContaining("100 bytes");
  }

  private void changed(long version, int offset, long value) throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    writer.close();
    ring.replaced(
        bytes -> {
          bytes.putLong(8, version);
          bytes.putLong(offset, value);
          CRC32C crc = new CRC32C();
          crc.update(bytes.array(), 8, 96);
          bytes.putLong(104, crc.getValue());
        });
  }

  @Test
  void shouldRefuseAnotherMajorVersionByName() throws Exception {
    changed(0x2_0001, 96, 0);
    RingReader reader = ring.reader(latest());

    assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(reader.problem().get()).hasMessageContaining("2.1").hasMessageContaining("1.0");
    changed(0x0_0009, 96, 0);
    RingReader older = ring.reader(latest());
    assertThat(older.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(older.problem().get()).hasMessageContaining("0.9").hasMessageContaining("1.0");
  }

  @Test
  void shouldReadAHigherMinorVersion() throws Exception {
    changed(0x1_0007, 96, 0);

    assertThat(value(ring.reader(latest()))).isEqualTo(1);
  }

  @Test
  void shouldRefuseAControlPageThatContradictsItself() throws Exception {
    for (int offset : new int[] {24, 32, 40, 48, 56, 64, 72, 80, 88}) {
      for (long value : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, 5000}) {
        changed(0x1_0000, offset, value);
        try (RingReader reader = new RingReader(ring.path, latest())) {
          assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
          assertThat(((SegmentException) reader.problem().get()).reason()).isEqualTo(Reason.FORMAT);
        }
      }
    }
  }

  @Test
  void shouldRefuseAFileThatIsShorterThanItSays() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    writer.close();
    Files.write(
        folder.resolve("cut"), java.util.Arrays.copyOf(Files.readAllBytes(ring.path), 9000));
    RingReader reader = ring.kept(new RingReader(folder.resolve("cut"), latest()));

    assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(reader.problem().get()).hasMessageContaining("9000");
  }

  @Test
  void shouldLiveThroughEachBitOfTheControlPage() throws Exception {
    RingWriter writer = ring.writer(slots(3).withCapacity(96));
    write(writer, 1, 2, 3, 4);
    writer.close();
    int refused = 0;
    int delivered = 0;
    try (RawSegment page = new RawSegment(ring.path, 4096)) {
      for (int bit = 0;
          bit < 4096 * 8;
          bit += bit < 112 * 8 || bit >= 256 * 8 && bit < 576 * 8 ? 1 : 61) {
        byte good = page.memory.get(bit / 8);
        page.memory.put(bit / 8, (byte) (good ^ 1 << bit % 8));
        RingReaderOptions options = bit % 3 == 0 ? all() : latest().withLoans(0);
        try (RingReader reader = new RingReader(ring.path, options)) {
          Look found = reader.look(anywhere());
          if (found == Look.DETACHED) {
            assertThat(reader.problem().get()).hasMessageContaining(ring.path.toString());
            refused++;
          } else if (found == Look.FRAME) {
            assertThat(reader.info().sequence().getAsLong()).isBetween(2L, 4L);
            delivered++;
          }
        }
        page.memory.put(bit / 8, good);
      }
    }
    // From the magic to the CRC, whose upper 4 bytes are not its own; a head of 2^62 or more or
    // below 0; every state but 1 and 2.
    assertThat(refused).isEqualTo(108 * 8 + 2 + 64);
    assertThat(delivered).isGreaterThan(300 * 8);
  }

  @Test
  void shouldGoOnWhenAWrongHeadWasPutRight() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1, 2);
    writer.close();
    for (long head : new long[] {-1, Long.MAX_VALUE, 1L << 40, Long.MIN_VALUE, 0}) {
      ring.replaced(bytes -> bytes.putLong(320, head));
      RingReader newest = ring.reader(latest().withReattachInterval(Duration.ofMillis(1)));
      RingReader each = ring.reader(all().withReattachInterval(Duration.ofMillis(1)));
      assertThat(newest.look(anywhere())).isIn(Look.NOTHING, Look.DETACHED);
      assertThat(each.look(anywhere())).isIn(Look.NOTHING, Look.DETACHED);
      try (RingWriter next = new RingWriter(ring.path, slots(4))) {
        write(next, 3);
      }
      assertThat(eventually(newest)).isEqualTo(3);
      assertThat(eventually(each)).isPositive();
    }
  }

  private static int eventually(RingReader reader) throws Exception {
    ByteBuffer target = ByteBuffer.allocate(96);
    long deadline = System.nanoTime() + 10 * SECOND;
    while (reader.await(geometry -> target, SECOND) != Look.FRAME) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    return target.get(0);
  }

  @Test
  void shouldPassOverAPayloadWithAWrongChecksum() throws Exception {
    RingWriter writer = ring.writer(slots(4).withChecksum(true));
    write(writer, 1, 2);
    writer.close();
    ring.replaced(bytes -> bytes.put(12288 + 4096 + 50, (byte) 9));
    RingReader copying = ring.reader(all());
    RingReader lending = ring.reader(all());

    assertThat(copying.look(anywhere())).isEqualTo(Look.INVALID);
    assertThat(copying.problem().get()).hasMessageContaining("CRC-32C");
    assertThat(copying.look(anywhere())).isEqualTo(Look.FRAME);
    assertThat(copying.problem()).isEmpty();
    assertThat(lending.lookInPlace()).isEqualTo(Look.INVALID);
    assertThat(lending.lookInPlace()).isEqualTo(Look.FRAME);
    assertThat(lending.counters().invalid()).isEqualTo(1);
  }

  @Test
  void shouldPassOverAFrameThatWasNotExpected() throws Exception {
    RingWriter writer = ring.writer(slots(4).withCapacity(10_000));
    RingReader reader = ring.reader(all().withExpected(new ExpectedGeometry(8, 4, 3)));
    write(writer, 1);
    writer.publish(frame(new FrameGeometry(4, 4, 16), 2), at(2));
    write(writer, 3);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.look(anywhere())).isEqualTo(Look.INVALID);
    assertThat(reader.problem().get()).hasMessageContaining("width=4");
    assertThat(value(reader)).isEqualTo(3);
  }

  @Test
  void shouldThrowAwayACopyThatWasOverwritten() throws Exception {
    RingWriter writer = ring.writer(slots(3));
    RingReader reader = ring.reader(all().withOnTorn(TornPolicy.RETRY));
    RingReader failing = ring.reader(all().withOnTorn(TornPolicy.FAIL));
    write(writer, 1, 2, 3);
    FrameTarget overtaken =
        geometry -> {
          try {
            write(writer, 4, 5, 6);
          } catch (java.io.IOException e) {
            throw new AssertionError(e);
          }
          return ByteBuffer.allocate((int) geometry.bytes());
        };

    assertThat(reader.look(overtaken)).isEqualTo(Look.TORN);
    assertThat(values(reader)).containsExactly(4, 5, 6);
    assertThat(reader.counters().torn()).isEqualTo(1);
    assertThat(reader.counters().missed()).isZero();
    assertThatThrownBy(() -> failing.look(overtaken))
        .isInstanceOf(TornFrameException.class)
        .hasMessageContaining("onTorn=fail");
  }

  @Test
  void shouldFollowAnotherFileOfTheName() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(latest().withReattachInterval(Duration.ofMillis(1)));
    write(writer, 1);
    assertThat(value(reader)).isEqualTo(1);
    writer.unlink();
    write(writer, 2);

    assertThat(reader.await(anywhere(), 10 * SECOND)).isEqualTo(Look.FRAME);
    assertThat(reader.info().missed()).isZero();
    assertThat(reader.counters().reattached()).isEqualTo(1);
  }

  @Test
  void shouldKeepARingThatWasRemovedUntilThereIsAnother() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(latest().withReattachInterval(Duration.ofMillis(1)));
    write(writer, 1);
    value(reader);
    write(writer, 2);
    writer.unlink();

    assertThat(value(reader)).isEqualTo(2);
    assertThat(reader.await(anywhere(), 20_000_000)).isEqualTo(Look.NOTHING);
    assertThat(reader.problem().get()).hasMessageContaining("does not exist");
    assertThat(reader.attached()).isTrue();
    write(writer, 3);
    assertThat(reader.await(anywhere(), 10 * SECOND)).isEqualTo(Look.FRAME);
    assertThat(reader.problem()).isEmpty();
  }

  @Test
  void shouldSurviveAFileThatIsCutHoweverHotTheCodeIs() throws Exception {
    for (int round = 0; round < 60; round++) {
      Path path = folder.resolve("cut" + round);
      RingReaderOptions options = round % 2 == 0 ? all() : latest();
      try (RingWriter writer = new RingWriter(path, slots(4));
          RingReader reader = new RingReader(path, options)) {
        write(writer, 1);
        try (FrameView loan = RingFixture.lend(reader)) {
          write(writer, 2);
          if (round % 3 == 0) {
            value(reader);
          }
          try (RawSegment cut = new RawSegment(path, 1)) {
            cut.channel.truncate(round % 5 == 0 ? 4096 : 0);
          }

          Look found = round % 7 == 0 ? reader.lookInPlace() : reader.look(anywhere());
          assertThat(found).isIn(Look.DETACHED, round % 5 == 0 ? Look.NOTHING : Look.DETACHED);
          if (found == Look.DETACHED) {
            assertThat(((SegmentException) reader.problem().get()).reason())
                .isEqualTo(Reason.TRUNCATED);
          }
          assertThat(loan.intact()).isFalse();
          assertThatThrownBy(() -> RingFixture.value(loan)).isInstanceOf(TornFrameException.class);
        }
        assertThatThrownBy(() -> write(writer, 2)).isInstanceOf(SegmentException.class);
      }
      Files.deleteIfExists(path);
    }
  }

  @Test
  void shouldShowThePresentFrameToAPerson() throws Exception {
    RingReader reader = ring.reader(latest());
    assertThat(reader.peek()).isEmpty();
    write(ring.writer(slots(4)), 1);
    value(reader);

    assertThat(reader.peek().get())
        .containsEntry("sequence", 1L)
        .containsEntry("width", 8L)
        .containsEntry("lock", 2L);
  }

  @Test
  void shouldSayWhoReadsAndWrites() throws Exception {
    RingWriter writer = ring.writer(slots(5));
    write(writer, 1);
    RingReader lending = ring.reader(latest().withName("Zähler"));
    RingReader waitedFor = ring.reader(all().withLoans(0).withAwaited(true).withName("recorder"));
    FrameView loan = RingFixture.lend(lending);
    values(waitedFor);

    RingFigures figures = ring.figures();
    assertThat(figures.published()).isEqualTo(1);
    assertThat(figures.head()).isEqualTo(1);
    assertThat(figures.pins()).isEqualTo(2);
    assertThat(figures.writer().get().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(figures.readers())
        .extracting(RingFigures.Reader::name)
        .containsExactly("Zähler", "recorder");
    assertThat(figures.readers()).extracting(RingFigures.Reader::pinned).containsExactly(1L, 0L);
    assertThat(figures.readers()).extracting(RingFigures.Reader::next).containsExactly(0L, 2L);
    assertThat(figures.readers()).extracting(RingFigures.Reader::delivered).containsExactly(1L, 1L);
    loan.close();
    lending.close();
    waitedFor.close();
    writer.close();
    assertThat(ring.figures().readers()).isEmpty();
    assertThat(ring.figures().writer()).isEmpty();
  }

  @Test
  void shouldReadAFrameOfNoBytes() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    writer.publish(frame(FrameGeometry.bytes(0), 0), at(0));
    RingReader reader = ring.reader(latest());

    try (FrameView loan = RingFixture.lend(reader)) {
      assertThat(loan.pixels().remaining()).isZero();
    }
  }

  @Test
  void shouldKeepTheGeometryOfAFrame() throws Exception {
    write(ring.writer(slots(4)), 1);
    RingReader reader = ring.reader(latest());
    value(reader);

    assertThat(reader.info().geometry()).isEqualTo(SMALL);
    assertThat(reader.info().encoding()).isEqualTo("raw");
  }
}
