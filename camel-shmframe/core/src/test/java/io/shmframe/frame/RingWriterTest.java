// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.LARGE;
import static io.shmframe.frame.RingFixture.SMALL;
import static io.shmframe.frame.RingFixture.all;
import static io.shmframe.frame.RingFixture.at;
import static io.shmframe.frame.RingFixture.frame;
import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.value;
import static io.shmframe.frame.RingFixture.values;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.WriterOptions.Create;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a writer leaves in the files, offsets written out on purpose. */
@Timeout(60)
class RingWriterTest {

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

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private ByteBuffer bytes() throws IOException {
    return RawSegment.read(ring.path);
  }

  @Test
  void shouldWriteTheControlPageOfTheSpecification() throws Exception {
    write(ring.writer(slots(5).withCapacity(5000)), 7);

    ByteBuffer page = bytes();
    CRC32C crc = new CRC32C();
    crc.update(page.array(), 8, 96);
    assertThat(new String(page.array(), 0, 8, "US-ASCII")).isEqualTo("SHMFRING");
    assertThat(page.getLong(8)).isEqualTo(65536);
    assertThat(page.getLong(16)).isNotZero();
    assertThat(page.getLong(24)).isEqualTo(16384 + 5 * 8192).isEqualTo(page.capacity());
    assertThat(page.getLong(32)).isEqualTo(5);
    assertThat(page.getLong(40)).isEqualTo(8192);
    assertThat(page.getLong(48)).isEqualTo(5000);
    assertThat(page.getLong(56)).isEqualTo(4096);
    assertThat(page.getLong(64)).isEqualTo(2048);
    assertThat(page.getLong(72)).isEqualTo(16384);
    assertThat(page.getLong(80)).isEqualTo(2);
    assertThat(page.getLong(88)).isBetween(2L, 2L + 1024);
    assertThat(page.getLong(104)).isEqualTo(crc.getValue());
    assertThat(page.getInt(256)).isEqualTo(1);
    assertThat(page.getLong(320)).isEqualTo(1);
    assertThat(page.getLong(384)).isEqualTo(1);
    assertThat(page.getLong(456)).isEqualTo(ProcessHandle.current().pid());
    assertThat(page.getLong(512)).isEqualTo(1);
  }

  @Test
  void shouldWriteTheDescriptorOfTheSpecification() throws Exception {
    RingWriter writer = ring.writer(slots(4).withChecksum(true));
    writer.publish(
        frame(SMALL, 7),
        new FrameTags(99, Map.of("k", "v"), FrameTags.RAW, Set.of(FrameFlag.END_OF_STREAM)));

    ByteBuffer file = bytes();
    int at = 4096 + 2048;
    CRC32C crc = new CRC32C();
    crc.update(file.array(), 12288 + 4096, 96);
    assertThat(file.getLong(at)).isEqualTo(2);
    assertThat(file.getLong(at + 64)).isEqualTo(1);
    assertThat(file.getLong(at + 72)).isEqualTo(1);
    assertThat(file.getLong(at + 80)).isEqualTo(99);
    assertThat(file.getLong(at + 96)).isPositive();
    assertThat(file.getLong(at + 112)).isEqualTo(96);
    assertThat(file.getLong(at + 120)).isEqualTo(1);
    assertThat(file.getLong(at + 128)).isEqualTo(4 + 16);
    assertThat(new String(file.array(), at + 136, 4, "US-ASCII")).isEqualTo("BGR3");
    assertThat(file.getLong(at + 144)).isEqualTo(16);
    assertThat(file.getLong(at + 152)).isEqualTo(8);
    assertThat(file.getLong(at + 160)).isEqualTo(4);
    assertThat(file.getLong(at + 168)).isEqualTo(3);
    assertThat(file.getLong(at + 184)).isEqualTo(1);
    assertThat(file.getLong(at + 200)).isEqualTo(24);
    assertThat(file.getLong(at + 256)).isEqualTo(2);
    assertThat(file.getLong(at + 264)).isEqualTo(3);
    assertThat(file.getLong(at + 272)).isEqualTo(4);
    assertThat(file.getLong(at + 280)).isEqualTo(8);
    assertThat(file.getLong(at + 288)).isEqualTo(3);
    assertThat(file.getLong(at + 528)).isEqualTo(crc.getValue());
    assertThat(file.getLong(at + 536)).isEqualTo(6);
    assertThat(file.getLong(at + 544)).isEqualTo(file.getLong(448));
    assertThat(file.get(at + 576 + 4)).isEqualTo((byte) 'k');
    assertThat(file.get(12288 + 4096 + 95)).isEqualTo((byte) 7);
  }

  @Test
  void shouldGiveTheTableToWhoeverMayRead() throws Exception {
    write(ring.writer(slots(4).withPermissions(PosixFilePermissions.fromString("rw-r-----"))), 1);

    String table = files().stream().filter(name -> name.contains("~readers-")).findFirst().get();
    assertThat(table).isEqualTo(String.format("ring~readers-%016x", bytes().getLong(16)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ring.path)))
        .isEqualTo("rw-r-----");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(table))))
        .isEqualTo("rw-rw----");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("ring~lock"))))
        .isEqualTo("rw-rw----");
  }

  @Test
  void shouldRemoveWhatTheDeadHaveLeft() throws Exception {
    Files.createFile(folder.resolve("ring~new-0000000000000001"));
    Files.createFile(folder.resolve("ring~readers-0000000000000001"));
    Files.createFile(folder.resolve("ring2~new-0000000000000001"));
    write(ring.writer(slots(4)), 1);

    assertThat(files())
        .hasSize(4)
        .contains("ring", "ring~lock", "ring2~new-0000000000000001")
        .doesNotContain("ring~readers-0000000000000001");
  }

  @Test
  void shouldLeaveNothingWhenItUnlinks() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    writer.unlink();

    assertThat(files()).isEmpty();
  }

  @Test
  void shouldBeginAnewAfterUnlinking() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    writer.unlink();
    write(writer, 2);

    assertThat(value(ring.reader(latest()))).isEqualTo(2);
  }

  @Test
  void shouldRefuseASecondWriterWhileTheFirstIsAlive() throws Exception {
    RingWriter first = ring.writer(slots(4));
    RingWriter second = ring.writer(slots(4));
    write(first, 1);

    assertThatThrownBy(() -> write(second, 2))
        .isInstanceOfSatisfying(
            SegmentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
        .hasMessageContaining("ring~lock");
    first.close();
    write(second, 3);
    assertThat(ring.figures().takeovers()).isEqualTo(1);
  }

  @Test
  void shouldStopWhenItsLockWasTakenAway() throws Exception {
    RingWriter first = ring.writer(slots(4));
    RingWriter second = ring.writer(slots(4));
    write(first, 1);
    Files.delete(folder.resolve("ring~lock"));
    write(second, 2);

    assertThatThrownBy(() -> write(first, 3))
        .isInstanceOf(SegmentException.class)
        .hasMessageContaining("taken over");
    write(second, 4);
    assertThat(value(ring.reader(latest()))).isEqualTo(4);
  }

  @Test
  void shouldNotCreateWhenToldNever() {
    RingWriter writer = ring.writer(slots(4).withCreate(Create.NEVER));

    assertThatThrownBy(() -> write(writer, 1))
        .isInstanceOf(SegmentException.class)
        .hasMessageContaining("create=never");
  }

  @Test
  void shouldNotRetireWhenToldNever() throws Exception {
    write(ring.kept(new RingWriter(ring.path, slots(4))), 1);
    ring.close();
    RingWriter writer = ring.writer(slots(0).withCreate(Create.NEVER));

    assertThatThrownBy(() -> writer.publish(frame(LARGE, 1), at(1)))
        .isInstanceOf(SegmentException.class)
        .hasMessageContaining("9600");
    write(writer, 2);
    assertThat(value(ring.reader(latest()))).isEqualTo(2);
  }

  @Test
  void shouldNotTakeTheNameOfSomethingElse() throws Exception {
    Files.write(ring.path, new byte[8192]);

    assertThatThrownBy(() -> write(ring.writer(slots(4)), 1))
        .isInstanceOf(SegmentException.class)
        .hasMessageContaining("no ring");
  }

  @Test
  void shouldTakeTheNameOfSomethingElseWhenToldSo() throws Exception {
    Files.write(ring.path, new byte[10]);
    write(ring.writer(slots(4).withCreate(Create.REPLACE)), 1);

    assertThat(value(ring.reader(latest()))).isEqualTo(1);
  }

  @Test
  void shouldReplaceARingThatWouldFitWhenToldSo() throws Exception {
    RingWriter first = ring.writer(slots(4));
    write(first, 1, 2);
    first.close();
    write(ring.writer(slots(4).withCreate(Create.REPLACE)), 3);

    RingReader reader = ring.reader(all());
    assertThat(values(reader)).containsExactly(3);
    assertThat(reader.info().sequence()).hasValue(3);
  }

  @Test
  void shouldRetireARingWithAnotherNumberOfSlots() throws Exception {
    RingWriter first = ring.writer(slots(4));
    write(first, 1);
    first.close();
    write(ring.writer(slots(6)), 2);

    assertThat(ring.figures().slots()).isEqualTo(6);
    assertThat(files()).hasSize(3);
  }

  @Test
  void shouldNameTheBytesThatARingWouldNeed() {
    RingWriter writer = ring.writer(slots(1024).withCapacity(1 << 30));

    assertThatThrownBy(() -> write(writer, 1))
        .isInstanceOfSatisfying(
            SegmentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
        .hasMessageContaining(String.valueOf(2_101_248 + (1L << 40)));
  }

  @Test
  void shouldPublishWhatAClaimWasFilledWith() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    try (FrameClaim claim = writer.claim(SMALL, at(5))) {
      assertThat(claim.stride()).isEqualTo(24);
      assertThat(claim.pixels().remaining()).isEqualTo(96);
      for (int i = 0; i < 96; i++) {
        claim.pixels().put(i, (byte) 9);
      }
      claim.commit();
    }

    assertThat(value(ring.reader(latest()))).isEqualTo(9);
  }

  @Test
  void shouldLoseTheOldestFrameAndNoNumberWhenAClaimIsGivenUp() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1, 2, 3, 4);
    writer.claim(SMALL, at(5)).abort();

    RingReader reader = ring.reader(all());
    assertThat(values(reader)).containsExactly(2, 3, 4);
    write(writer, 6);
    assertThat(values(reader)).containsExactly(6);
    assertThat(reader.info().sequence()).hasValue(5);
    assertThat(reader.info().missed()).isZero();
    assertThat(ring.figures().aborted()).isEqualTo(1);
  }

  @Test
  void shouldRefuseASecondClaimOfTheSameThread() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    try (FrameClaim claim = writer.claim(SMALL, at(5))) {
      assertThatThrownBy(() -> writer.claim(SMALL, at(6)))
          .isInstanceOf(IllegalStateException.class);
      claim.commit();
    }
  }

  @Test
  void shouldRefuseFramesWhenItIsClosed() {
    RingWriter writer = ring.writer(slots(4));
    writer.close();

    assertThatThrownBy(() -> write(writer, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldCostNothingWhenTagsHaveNoPlace() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1, 2, 3, 4);

    assertThatThrownBy(
            () -> writer.publish(frame(SMALL, 5), new FrameTags(1, Map.of("k", new byte[2000]))))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("2005")
        .hasMessageContaining("1472");
    assertThatThrownBy(() -> writer.publish(frame(SMALL, 5), at(-1)))
        .isInstanceOf(LayoutException.class);
    assertThat(values(ring.reader(all()))).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @EnumSource(
      value = RingStep.class,
      names = {"MARKED", "CLAIMED", "WRITTEN", "COMPLETE", "PUBLISHED", "WOKEN"})
  void shouldTakeOverWhereverTheWriterBeforeDied(RingStep where) throws Exception {
    Path[] after = new Path[1];
    int[] count = new int[1];
    RingWriter dying =
        ring.kept(
            new RingWriter(
                ring.path,
                slots(4),
                step -> {
                  if (step == where && ++count[0] == 6) {
                    after[0] = RingFixture.died(ring.path, folder.resolve("after"));
                  }
                }));
    write(dying, 1, 2, 3, 4, 5, 6);

    try (RingReader reader = new RingReader(after[0], all());
        RingWriter next = new RingWriter(after[0], slots(4))) {
      boolean complete = where.compareTo(RingStep.COMPLETE) >= 0;
      List<Integer> before = values(reader);
      assertThat(before)
          .containsExactlyElementsOf(
              where.compareTo(RingStep.PUBLISHED) >= 0 ? List.of(3, 4, 5, 6) : List.of(3, 4, 5));
      write(next, 7);
      List<Integer> since = values(reader);
      assertThat(since)
          .containsExactlyElementsOf(where == RingStep.COMPLETE ? List.of(6, 7) : List.of(7));
      assertThat(reader.info().sequence()).hasValue(complete ? 7 : 6);
      assertThat(reader.info().flags()).containsExactly(FrameFlag.DISCONTINUITY);
      assertThat(reader.counters().missed()).isZero();
      write(next, 8, 9, 10, 11);
      assertThat(values(reader)).containsExactly(8, 9, 10, 11);
      assertThat(reader.info().flags()).isEmpty();
    }
  }

  @Test
  void shouldShowNoFrameThatIsNotWhole() throws Exception {
    RingReader[] reader = new RingReader[1];
    StringBuilder seen = new StringBuilder();
    RingWriter writer =
        ring.kept(
            new RingWriter(
                ring.path,
                slots(3),
                step -> {
                  if (reader[0] != null) {
                    try {
                      seen.append(step).append(values(reader[0])).append(' ');
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }
                }));
    write(writer, 1, 2, 3);
    reader[0] = ring.reader(all());
    write(writer, 4);

    assertThat(seen)
        .hasToString("MARKED[2, 3] CLAIMED[] WRITTEN[] COMPLETE[] PUBLISHED[4] WOKEN[] ");
  }

  @Test
  void shouldMoveToALargerRingForALargerFrame() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(all());
    write(writer, 1);
    assertThat(value(reader)).isEqualTo(1);
    write(writer, 2, 3);
    writer.publish(frame(LARGE, 4), at(4));

    // The last frames of the old ring first.
    assertThat(values(reader, 3)).containsExactly(2, 3, 4);
    assertThat(reader.info().geometry()).isEqualTo(LARGE);
    assertThat(reader.info().missed()).isZero();
    assertThat(reader.info().sequence()).hasValue(4);
    assertThat(reader.counters().reattached()).isEqualTo(1);
    assertThat(files()).hasSize(3);
  }

  @Test
  void shouldStayForASmallerFrame() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    RingReader reader = ring.reader(all());
    writer.publish(frame(LARGE, 1), at(1));
    write(writer, 2);
    writer.publish(frame(FrameGeometry.bytes(0), 3), at(3));

    assertThat(value(reader)).isEqualTo(1);
    assertThat(value(reader)).isEqualTo(2);
    assertThat(reader.info().geometry()).isEqualTo(SMALL);
    assertThat(reader.look(RingFixture.anywhere())).isEqualTo(Look.FRAME);
    assertThat(reader.info().geometry()).isEqualTo(FrameGeometry.bytes(0));
    assertThat(reader.counters().reattached()).isZero();
  }

  @Test
  void shouldGoOnUnderItsNameWhenThatWasRemoved() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    write(writer, 1);
    Files.delete(ring.path);
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!Files.exists(ring.path) && System.nanoTime() < deadline) {
      write(writer, 2);
      Thread.onSpinWait();
    }

    assertThat(value(ring.reader(latest()))).isEqualTo(2);
  }

  @Test
  void shouldRetireARingThatIsDamaged() throws Exception {
    RingWriter first = ring.writer(slots(4));
    write(first, 1);
    first.close();
    ring.replaced(bytes -> bytes.putLong(48, 77));
    write(ring.writer(slots(4)), 2);

    assertThat(value(ring.reader(latest()))).isEqualTo(2);
  }

  @Test
  void shouldRetireARingWithSlotsThatCannotBe() throws Exception {
    RingWriter first = ring.writer(slots(4));
    write(first, 1);
    first.close();
    ring.replaced(bytes -> bytes.putLong(4096, Long.MAX_VALUE));
    write(ring.writer(slots(4)), 2);

    assertThat(values(ring.reader(all()))).containsExactly(2);
  }
}
