// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

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

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences of {@code docs/spec/ring.md} that no vector shows. Offsets are written out. */
@Timeout(60)
class RingConformanceTest {

  private static final long SECOND = 1_000_000_000;

  /** The first ticket's, in slot 1. */
  private static final int DESCRIPTOR = 4096 + 2048;

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

  private static RingReaderOptions soon(RingReaderOptions options) {
    return options.withReattachInterval(Duration.ofMillis(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, -1, 1L << 32})
  void shouldSayThatAStateCannotBeAndAttachAnew(long state) throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(soon(latest()));
    value(reader);
    try (RawSegment raw = new RawSegment(ring.path, 4096)) {
      raw.memory.putLong(384, state);

      assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
      assertThat(reader.problem().get())
          .hasMessageContaining("damaged")
          .hasMessageContaining("state is " + state);
      raw.memory.putLong(384, 1);
    }
    write(writer, 2);
    assertThat(reader.await(anywhere(), 10 * SECOND)).isEqualTo(Look.FRAME);
    assertThat(reader.problem()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4611686018427387904,LATEST", "9223372036854775807,ALL", "1,ALL", "-1,LATEST"})
  void shouldSayThatAHeadCannotBeAndAttachAnew(long head, Delivery delivery) throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1, 2);
    RingReader reader = ring.reader(soon(latest().withDelivery(delivery)));
    values(reader);
    try (RawSegment raw = new RawSegment(ring.path, 4096)) {
      raw.memory.putLong(320, head);

      assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
      assertThat(reader.problem().get())
          .hasMessageContaining("damaged")
          .hasMessageContaining("head is " + head)
          .hasMessageContaining("expected 2");
      raw.memory.putLong(320, 2);
    }
    write(writer, 3);
    assertThat(reader.await(anywhere(), 10 * SECOND)).isEqualTo(Look.FRAME);
    assertThat(reader.info().sequence()).hasValue(3);
  }

  @Test
  void shouldTakeAFrameThatIsOlderThanTheRingIfSomebodyLendsIt() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    RingReader reader = ring.reader(all().withLoans(0));
    value(reader);
    write(writer, 2);
    try (FrameView loan = lend(ring.reader(latest()))) {
      write(writer, 3, 4, 5, 6, 7, 8);

      assertThat(value(reader)).isEqualTo(2);
      assertThat(values(reader)).containsExactly(6, 7, 8);
      assertThat(values(ring.reader(all().withLoans(0)))).containsExactly(6, 7, 8);
      assertThat(value(loan)).isEqualTo(2);
    }
  }

  /** A frame of 96 bytes whose descriptor says these numbers at these offsets. */
  private RingReader changed(long... changes) throws IOException {
    write(ring.writer(slots(4)), 1);
    try (RawSegment raw = new RawSegment(ring.path, 12288)) {
      for (int i = 0; i < changes.length; i += 2) {
        raw.memory.putLong(DESCRIPTOR + (int) changes[i], changes[i + 1]);
      }
    }
    return ring.reader(all());
  }

  @ParameterizedTest
  @CsvSource({
    "144,-1",
    "144,4096",
    "144,24",
    "168,4",
    "168,0",
    "184,0",
    "184,5",
    "264,33",
    "152,0",
    "160,0",
    "120,-1",
    "136,842094158"
  })
  void shouldPassOverAPictureThatDoesNotHoldTogether(int offset, long found) throws Exception {
    RingReader reader = changed(offset, found);

    assertThat(reader.look(anywhere())).isEqualTo(Look.INVALID);
    assertThat(reader.problem().get()).hasMessageContaining("descriptor");
  }

  @ParameterizedTest
  @CsvSource({"144,4096", "144,-2", "184,5", "184,-1", "264,33", "264,-1"})
  void shouldPassOverBytesWithANumberOutOfItsRange(int offset, long found) throws Exception {
    assertThat(changed(120, 0, offset, found).look(anywhere())).isEqualTo(Look.INVALID);
  }

  @ParameterizedTest
  @CsvSource({"0,168,4711", "3,168,-5", "0,176,9", "9,128,4096", "3,176,3", "0,256,99"})
  void shouldNotLookAtWhatAKindDoesNotNeed(long kind, int offset, long found) throws Exception {
    RingReader reader = changed(120, kind, offset, found);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.info().geometry().bytes()).isEqualTo(96);
    assertThat(reader.info().flags()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 9, Long.MAX_VALUE})
  void shouldTakeAKindThatIsNotKnownForBytes(long kind) throws Exception {
    RingReader reader = changed(120, kind);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.info().geometry().isPicture()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 0x2057_4152})
  void shouldDeliverAnEncodedPayloadWhateverItsCode(long fourcc) throws Exception {
    RingReader reader = changed(120, 3, 136, fourcc);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.info().encoding()).isEqualTo("raw");
  }

  @Test
  void shouldAskNothingOfTheWayFromASingleRowToTheNext() throws Exception {
    RingReader reader = changed(152, 32, 160, 1, 200, Long.MAX_VALUE);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.info().geometry().width()).isEqualTo(32);
    try (FrameView loan = lend(ring.reader(all()))) {
      assertThat(value(loan)).isEqualTo(1);
    }
  }

  @Test
  void shouldAskOfFurtherPlanesNoMoreThanThatTheyBeginInThePayload() throws Exception {
    RingReader reader = changed(184, 2, 208, 96, 216, 0);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.info().geometry()).isEqualTo(RingFixture.SMALL);
    ring.close();
    assertThat(changed(184, 2, 208, 97).look(anywhere())).isEqualTo(Look.INVALID);
  }

  @Test
  void shouldDeliverPlanesThatShareBytes() throws Exception {
    long nv12 = PixelFormat.NV12.code();
    RingReader reader =
        changed(136, nv12, 144, 0, 168, 1, 152, 12, 160, 8, 184, 2, 200, 12, 208, 48, 216, 12);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.info().geometry().bytes()).isEqualTo(144);
  }

  @Test
  void shouldTakePlanesOfOddSidesForBytes() throws Exception {
    long nv12 = PixelFormat.NV12.code();
    RingReader reader =
        changed(136, nv12, 144, 0, 168, 1, 152, 7, 160, 5, 184, 2, 200, 7, 208, 35, 216, 7);

    assertThat(value(reader)).isEqualTo(1);
    assertThat(reader.info().geometry().isPicture()).isFalse();
  }

  @Test
  void shouldPassOverAKeyThatIsThereTwiceWhateverItsType() throws Exception {
    RingReader reader = changed(536, 11);
    try (RawSegment raw = new RawSegment(ring.path, 12288)) {
      raw.memory.put(DESCRIPTOR + 576, new byte[] {9, 1, 0, 0, 'k', 4, 1, 1, 0, 'k', 7});
    }

    assertThat(reader.look(anywhere())).isEqualTo(Look.INVALID);
    assertThat(reader.problem().get()).hasMessageContaining("two fields k");
  }

  @Test
  void shouldCountTheWaitsForOneFrameTogether() throws Exception {
    RingWriter writer =
        ring.writer(slots(4).withOverflow(Overflow.BLOCK).withBlockTimeout(Duration.ofMillis(300)));
    writer.claim(RingFixture.SMALL, RingFixture.at(0)).abort();
    RingReader behind = ring.reader(all().withLoans(0).withAwaited(true));
    assertThat(behind.look(anywhere())).isEqualTo(Look.NOTHING);
    write(writer, 1);
    FrameView loan = lend(ring.reader(latest()));
    write(writer, 2, 3, 4);
    Thread reading =
        new Thread(
            () -> {
              try {
                while (ring.figures().blocked() == 0) {
                  Thread.onSpinWait();
                }
                value(behind);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    reading.start();

    // In the slot of 1, which is on loan; then in that of 2, which the reader has not taken.
    assertThatThrownBy(() -> write(writer, 5))
        .isInstanceOf(OverrunException.class)
        .hasMessageContaining("300 ms");
    reading.join();
    loan.close();
    assertThat(ring.figures().blocked()).isEqualTo(1);
    assertThat(ring.figures().refused()).isEqualTo(1);
  }

  @Test
  void shouldTryForASecondToGetAnEntry() throws Exception {
    // Its table has one entry.
    new RingVector("ring-nv12").install(ring.path);
    RingReaderOptions awaited = latest().withLoans(0).withAwaited(true);
    RingReader first = ring.reader(awaited);
    RingReader second = ring.reader(awaited.withReattachInterval(Duration.ofSeconds(50)));
    assertThat(first.look(anywhere())).isEqualTo(Look.FRAME);
    Look[] found = new Look[1];
    Thread looking =
        new Thread(
            () -> {
              try {
                found[0] = second.look(anywhere());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    looking.start();
    while (looking.getState() != Thread.State.TIMED_WAITING && looking.isAlive()) {
      Thread.onSpinWait();
    }
    first.close();
    looking.join();

    assertThat(found[0]).isEqualTo(Look.FRAME);
  }

  @Test
  void shouldNotHoldTheWriterUpForWhatItHadBeforeItAttachedAnew() throws Exception {
    RingWriter writer = ring.writer(slots(3).withOverflow(Overflow.FAIL));
    write(writer, 1);
    RingReader reader = ring.reader(soon(all().withLoans(0).withAwaited(true)));
    value(reader);
    write(writer, 2, 3);
    assertThat(values(reader)).containsExactly(2, 3);
    try (RawSegment raw = new RawSegment(ring.path, 4096)) {
      raw.memory.putLong(320, 1);
      assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
      raw.memory.putLong(320, 3);
    }
    assertThat(reader.await(anywhere(), 50_000_000)).isEqualTo(Look.NOTHING);

    assertThat(ring.figures().readers().get(0).next()).isEqualTo(4);
    write(writer, 4);
    assertThat(value(reader)).isEqualTo(4);
  }

  @Test
  void shouldRefuseAFileThatIsLongerThanItSays() throws Exception {
    write(ring.kept(new RingWriter(ring.path, slots(4))), 1);
    ring.close();
    byte[] file = Files.readAllBytes(ring.path);
    Files.write(ring.path, Arrays.copyOf(file, file.length + 1));
    RingReader reader = ring.reader(latest());

    assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(reader.problem().get())
        .hasMessageContaining(String.valueOf(file.length))
        .hasMessageContaining(String.valueOf(file.length + 1));
    write(ring.writer(slots(4)), 2);
    assertThat(value(ring.reader(latest()))).isEqualTo(2);
  }

  @Test
  void shouldRefuseARingWithoutAnId() throws Exception {
    write(ring.writer(slots(4)), 1);
    ring.replaced(
        bytes -> {
          bytes.putLong(16, 0);
          CRC32C crc = new CRC32C();
          crc.update(bytes.array(), 8, 96);
          bytes.putLong(104, crc.getValue());
        });
    RingReader reader = ring.reader(latest());

    assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(reader.problem().get()).hasMessageContaining("id=0");
  }

  private Path table() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "ring~readers-*")) {
      return found.iterator().next();
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1,0", "8,131072,0", "16,1,0", "24,1,0", "32,0,0", "40,0,1", "40,0,-1"})
  void shouldUseNoTableThatDoesNotAgree(int offset, long found, int longer) throws Exception {
    write(ring.kept(new RingWriter(ring.path, slots(4))), 1);
    ring.close();
    long id = ring.figures().id();
    ByteBuffer table = RawSegment.read(table());
    table.putLong(offset, found);
    Files.write(table(), Arrays.copyOf(table.array(), table.capacity() + longer));

    try (RingReader reader = new RingReader(ring.path, latest());
        FrameView copy = lend(reader)) {
      assertThat(copy.shared()).isFalse();
    }
    write(ring.writer(slots(4)), 2);
    assertThat(ring.figures().id()).isNotEqualTo(id);
    RingReader reader = ring.reader(latest());
    assertThat(value(reader)).isEqualTo(2);
    assertThat(reader.info().sequence()).hasValue(2);
  }

  @Test
  void shouldSayDiscontinuityAfterAnotherWritersRingAlone() throws Exception {
    RingWriter first = ring.writer(slots(4));
    write(first, 1);
    RingReader reader = ring.reader(soon(all()));
    value(reader);
    first.publish(frame(FrameGeometry.bytes(100), 2), RingFixture.at(2));
    assertThat(reader.look(anywhere())).isEqualTo(Look.FRAME);
    assertThat(reader.info().flags()).isEmpty();
    first.close();
    RingWriter second = ring.writer(slots(4));
    second.publish(frame(FrameGeometry.bytes(200), 3), RingFixture.at(3));

    assertThat(reader.await(anywhere(), 10 * SECOND)).isEqualTo(Look.FRAME);
    assertThat(reader.info().sequence()).hasValue(3);
    assertThat(reader.info().flags()).containsExactly(FrameFlag.DISCONTINUITY);
    assertThat(reader.info().missed()).isZero();
  }

  @Test
  void shouldGoRoundToTheSlotBehindTheNewestFrameAndNeverMarkThat() throws Exception {
    List<Integer> marked = new ArrayList<>();
    List<Long> newest = new ArrayList<>();
    RingWriter writer =
        ring.kept(
            new RingWriter(
                ring.path,
                slots(4),
                step -> {
                  if (step == RingStep.MARKED && marked.size() < 4) {
                    try (RawSegment table = new RawSegment(table(), 256)) {
                      ByteBuffer file = RawSegment.read(ring.path);
                      newest.add(file.getLong(4096));
                      if (newest.size() > 4) {
                        // The pin goes along, as that of a reader which goes from frame to frame.
                        marked.add(marked(file));
                        table.memory.putLong(128, marked(file));
                      }
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }
                }));
    write(writer, 1, 2, 3, 4);
    try (FrameView loan = lend(ring.reader(latest()))) {
      newest.subList(0, 4).clear();
      newest.addAll(List.of(8L, 8L, 8L, 8L));
      write(writer, 5);
      assertThat(value(loan)).isEqualTo(4);
    }

    assertThat(marked).containsExactly(1, 2, 3, 1);
    assertThat(newest).containsOnly(8L);
    assertThat(ring.figures().skipped()).isEqualTo(4);
    assertThat(ring.figures().head()).isEqualTo(6);
  }

  /** The slot that is odd. */
  private static int marked(ByteBuffer file) {
    for (int slot = 0; slot < 4; slot++) {
      if (file.getLong(4096 + 2048 * slot) % 2 != 0) {
        return slot;
      }
    }
    return -1;
  }
}
