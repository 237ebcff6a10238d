// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static io.shmframe.examples.recorder.SomeFrames.failing;
import static io.shmframe.examples.recorder.SomeFrames.part;
import static io.shmframe.examples.recorder.SomeFrames.read;
import static io.shmframe.examples.recorder.SomeFrames.skipping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordingReaderTest {

  @TempDir Path folder;

  /** In place: many file systems write a file to the disk that is made anew. */
  private static void put(Path file, int at, byte value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {value}), at);
    }
  }

  private static void flip(Path file, byte[] bytes, int at) throws IOException {
    put(file, at, (byte) (bytes[at] ^ 1 << at % 8));
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  @Test
  void shouldReadWhatWasWritten() throws IOException {
    part(folder, 1, 3, true);
    part(folder, 2, 2, true);
    Damage damage = failing();

    assertThat(read(folder, damage)).containsExactly(1L, 2L, 3L, 1L, 2L);
    assertThat(damage.tornTails()).isZero();
  }

  @Test
  void shouldReadUpToTheLastWholeFrameWhereverTheIndexWasTorn() throws IOException {
    Part part = part(folder, 1, 3, false);
    byte[] whole = Files.readAllBytes(part.main());
    int entry = (whole.length - PartHeader.BYTES) / 3;

    for (int cut = entry - 1; cut >= 0; cut--) {
      cut(part.main(), whole.length - entry + cut);
      Damage damage = failing();
      assertThat(read(folder, damage)).as("%d bytes", cut).containsExactly(1L, 2L);
      assertThat(damage.tornTails()).as("%d bytes", cut).isEqualTo(cut == 0 ? 1 : 2);
    }
  }

  @Test
  void shouldReadUpToTheLastEntryWhateverWasTornOfTheNextPayload() throws IOException {
    Part part = part(folder, 1, 2, false);
    byte[] whole = Files.readAllBytes(part.payloads());
    for (int more = 1; more < 12; more++) {
      Files.write(part.payloads(), Arrays.copyOf(whole, whole.length + more));
      Damage damage = failing();
      assertThat(read(folder, damage)).containsExactly(1L, 2L);
      assertThat(damage.tornTails()).isEqualTo(1);
    }
  }

  @Test
  void shouldTakeATailOfZerosForTorn() throws IOException {
    Part part = part(folder, 1, 2, false);
    byte[] whole = Files.readAllBytes(part.main());
    Files.write(part.main(), Arrays.copyOf(whole, whole.length + 500));

    assertThat(read(folder, failing())).containsExactly(1L, 2L);
  }

  @Test
  void shouldLoseOneFrameByAFlippedBitAnywhereInTheIndex() throws IOException {
    Part part = part(folder, 1, 3, true);
    byte[] whole = Files.readAllBytes(part.main());
    int entry = (whole.length - PartHeader.BYTES - IndexEntry.FIXED) / 3;

    for (int at = PartHeader.BYTES + entry; at < PartHeader.BYTES + 2 * entry; at++) {
      flip(part.main(), whole, at);
      Damage damage = skipping();
      assertThat(read(folder, damage)).as("byte %d", at).containsExactly(1L, 3L);
      assertThat(damage.frames()).as("byte %d", at).isEqualTo(1);
      put(part.main(), at, whole[at]);
    }
  }

  @Test
  void shouldFindDamageInTheFirstEntryAndInTheLast() throws IOException {
    Part part = part(folder, 1, 3, true);
    byte[] whole = Files.readAllBytes(part.main());
    int last = whole.length - IndexEntry.FIXED - 1;
    for (int at : new int[] {PartHeader.BYTES + 5, last}) {
      flip(part.main(), whole, at);
      Damage damage = skipping();
      assertThat(read(folder, damage)).as("byte %d", at).hasSize(2);
      assertThat(damage.frames()).as("byte %d", at).isEqualTo(1);
      put(part.main(), at, whole[at]);
    }
  }

  @Test
  void shouldNotTakeAnEntryThatCannotBeForAThousandLostOnes() throws IOException {
    Part part = part(folder, 1, 1, false);
    byte[] far = IndexEntry.end(1000, 64, 0, 0).encode().array();
    Files.write(part.main(), Arrays.copyOf(far, IndexEntry.FIXED), StandardOpenOption.APPEND);
    Damage damage = skipping();

    assertThat(read(folder, damage)).containsExactly(1L);
    assertThat(damage.frames()).isEqualTo(1);
  }

  @Test
  void shouldLoseOneFrameByAFlippedBitAnywhereInThePayloads() throws IOException {
    Part part = part(folder, 1, 3, true);
    byte[] whole = Files.readAllBytes(part.payloads());

    for (int at = PartHeader.BYTES; at < whole.length; at++) {
      flip(part.payloads(), whole, at);
      Damage damage = skipping();
      long lost = (at - PartHeader.BYTES) / 12 + 1;
      assertThat(read(folder, damage)).as("byte %d", at).hasSize(2).doesNotContain(lost);
      assertThat(damage.frames()).as("byte %d", at).isEqualTo(1);
      put(part.payloads(), at, whole[at]);
    }
  }

  @Test
  void shouldSayWhichFileHasAFlippedBitInItsHeader() throws IOException {
    Part part = part(folder, 1, 3, true);
    for (Path file : List.of(part.main(), part.payloads())) {
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < PartHeader.BYTES; at++) {
        flip(file, whole, at);
        assertThatThrownBy(() -> read(folder, failing()))
            .as("byte %d", at)
            .isInstanceOf(RecordingException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("found");
        put(file, at, whole[at]);
      }
    }
  }

  @Test
  void shouldFailAtADamagedFrameIfAsked() throws IOException {
    Part part = part(folder, 1, 3, true);
    flip(part.payloads(), Files.readAllBytes(part.payloads()), PartHeader.BYTES + 13);

    assertThatThrownBy(() -> read(folder, failing()))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith(part.payloads() + ": frame 2 is damaged: expected CRC-32C ");
  }

  @Test
  void shouldLeaveOutAMissingPartAndCountIt() throws IOException {
    part(folder, 3, 1, true);
    Part missing = part(folder, 4, 1, true);
    part(folder, 5, 2, true);
    missing.delete();
    Damage damage = skipping();

    assertThat(read(folder, damage)).containsExactly(1L, 1L, 2L);
    assertThat(damage.parts()).isEqualTo(1);
    assertThatThrownBy(() -> read(folder, failing()))
        .hasMessage(missing.main() + " is missing: the next one is part-00000005.index");
  }

  @Test
  void shouldSayWhichFileOfAPartIsMissing() throws IOException {
    Part part = part(folder, 1, 1, true);
    Files.delete(part.payloads());

    assertThatThrownBy(() -> read(folder, failing()))
        .hasMessage(part.payloads() + " is missing: expected both files of the part");
  }

  @Test
  void shouldTakeNoPayloadsOfAnotherPart() throws IOException {
    Part part = part(folder, 1, 1, true);
    Files.copy(
        part(folder, 2, 1, true).payloads(),
        part.payloads(),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> read(folder, failing()))
        .hasMessageStartingWith(part.payloads() + ": expected part 1 and the id of its index");
  }

  @Test
  void shouldTakeAPartThatWasOnlyBegunForEmpty() throws IOException {
    part(folder, 1, 1, true);
    Part begun = part(folder, 2, 0, false);
    Files.write(begun.main(), new byte[10]);
    Damage damage = failing();

    assertThat(read(folder, damage)).containsExactly(1L);
    assertThat(damage.tornTails()).isEqualTo(1);
  }

  @Test
  void shouldPassOverAPartThatIsHalfRemoved() throws IOException {
    Part removed = part(folder, 1, 1, true);
    part(folder, 2, 2, true);
    Files.move(removed.main(), folder.resolve("part-00000001.removed"));

    assertThat(read(folder, failing())).containsExactly(1L, 2L);
  }

  @Test
  void shouldRefuseANewerVersionEvenWhereDamageIsSkipped() throws IOException {
    Part part = part(folder, 1, 1, true);
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(part.main())).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    crc.update(bytes.putInt(8, 0x2_0001).slice(0, 60));
    Files.write(part.main(), bytes.putInt(60, (int) crc.getValue()).array());

    assertThatThrownBy(() -> read(folder, skipping()))
        .hasMessage(part.main() + " has version 2.1: expected 1.x");
  }

  @Test
  void shouldRefuseWhatIsNoRecording() throws IOException {
    assertThatThrownBy(() -> read(folder.resolve("none"), skipping()))
        .hasMessage(folder.resolve("none") + ": expected the folder of a recording, found none");
    assertThatThrownBy(() -> read(folder, skipping()))
        .hasMessageStartingWith(folder + " is no recording: expected a file part-00000001.index");
    Path index = Files.write(folder.resolve("part-00000001.index"), new byte[100]);
    Files.write(folder.resolve("part-00000001.frames"), new byte[100]);
    assertThatThrownBy(() -> read(folder, failing()))
        .hasMessageStartingWith(index + " is not an index of a recording: expected it to begin");
    assertThatThrownBy(() -> read(folder, skipping()))
        .hasMessage(folder + " has no part that can be read; found damaged: 1");
  }

  @Test
  void shouldHoldNoLargerPayloadThanThereIsMemoryFor() throws IOException {
    Part part = part(folder, 1, 1, true);
    Damage damage = skipping();
    try (RecordingReader reader = new RecordingReader(folder, damage, 11)) {
      reader.next();
      assertThat(reader.payload()).isEmpty();
    }
    assertThat(damage.frames()).isEqualTo(1);
    assertThat(part.bytes()).isPositive();
  }

  @Test
  void shouldReadNoPayloadBeyondTheEndOfItsFile() throws IOException {
    Part part = part(folder, 1, 2, true);
    Files.write(part.payloads(), Arrays.copyOf(Files.readAllBytes(part.payloads()), 64 + 12 + 11));

    assertThat(read(folder, skipping())).containsExactly(1L);
    assertThatThrownBy(() -> read(folder, failing()))
        .hasMessage(
            part.payloads() + ": frame 2 is damaged: expected bytes 76 to 88, the file has 87");
  }
}
