// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static io.shmframe.examples.recorder.SomeFrames.failing;
import static io.shmframe.examples.recorder.SomeFrames.frame;
import static io.shmframe.examples.recorder.SomeFrames.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordingWriterTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What a picture takes of both files: its payload, and its entry with a header. */
  private static final long FRAME = 12 + 160;

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();
  private final SmallDisk disk = new SmallDisk();

  private RecordingWriter writer(RecordOptions options) throws IOException {
    return new RecordingWriter(
        options,
        clock,
        new RecordingFolder(options.folder(), options.format()),
        (part, first) -> disk.on(PartWriter.create(part, part.number(), 1, 0)),
        disk::free);
  }

  private List<Integer> parts() throws IOException {
    return Part.of(folder).stream().map(Part::number).toList();
  }

  @Test
  void shouldBeginAPartWhereTheSizeWouldBeExceeded() throws IOException {
    long size = 2 * PartHeader.BYTES + 2 * FRAME;
    try (RecordingWriter writer = writer(RecordOptions.of(folder).withMaxSize(size))) {
      for (int i = 1; i <= 5; i++) {
        writer.write(frame(i, i));
      }
    }
    assertThat(parts()).containsExactly(1, 2, 3);
    assertThat(read(folder, failing())).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(Part.of(folder).get(0).bytes()).isEqualTo(size + IndexEntry.FIXED);
  }

  @Test
  void shouldWriteAFrameThatIsLargerThanAPart() throws IOException {
    try (RecordingWriter writer = writer(RecordOptions.of(folder).withMaxSize(1))) {
      writer.write(frame(1, 1));
      writer.write(frame(2, 2));
    }
    assertThat(parts()).containsExactly(1, 2);
    assertThat(read(folder, failing())).containsExactly(1L, 2L);
  }

  @Test
  void shouldBeginAPartWhenItsTimeIsOver() throws IOException {
    RecordOptions options = RecordOptions.of(folder).withMaxTime(Duration.ofSeconds(10));
    try (RecordingWriter writer = writer(options)) {
      for (int i = 0; i < 25; i++) {
        writer.write(frame(i + 1, i * SECOND));
      }
    }
    assertThat(parts()).containsExactly(1, 2, 3);
    assertThat(read(folder, failing())).hasSize(25);
  }

  @Test
  void shouldKeepTheNewestParts() throws IOException {
    RecordOptions options = RecordOptions.of(folder).withMaxSize(1).withKeep(2);
    try (RecordingWriter writer = writer(options)) {
      for (int i = 1; i <= 5; i++) {
        writer.write(frame(i, i));
      }
      assertThat(writer.figures().removed()).isEqualTo(3);
    }
    assertThat(parts()).containsExactly(4, 5);
    assertThat(read(folder, failing())).containsExactly(4L, 5L);
  }

  @Test
  void shouldCarryOnBehindWhatIsThere() throws IOException {
    for (int i = 1; i <= 3; i++) {
      try (RecordingWriter writer = writer(RecordOptions.of(folder))) {
        writer.write(frame(i, i));
      }
    }
    assertThat(parts()).containsExactly(1, 2, 3);
    assertThat(read(folder, failing())).containsExactly(1L, 2L, 3L);
  }

  @Test
  void shouldLeaveNoPartWithoutAFrame() throws IOException {
    try (RecordingWriter writer = writer(RecordOptions.of(folder))) {
      CapturedFrame whole = frame(1, 1);
      writer.write(new CapturedFrame(whole.description(), whole.payload(), () -> false, 1, 1));
      assertThat(writer.figures().torn()).isEqualTo(1);
    }
    assertThat(parts()).isEmpty();
  }

  @Test
  void shouldWriteOverAFrameThatWasTorn() throws IOException {
    try (RecordingWriter writer = writer(RecordOptions.of(folder))) {
      CapturedFrame whole = frame(7, 1);
      writer.write(frame(1, 1));
      writer.write(new CapturedFrame(whole.description(), whole.payload(), () -> false, 1, 1));
      writer.write(frame(2, 2));
    }
    assertThat(read(folder, failing())).containsExactly(1L, 2L);
  }

  @Test
  void shouldKeepWhatStandsWhenTheDiskIsFull() throws IOException {
    disk.room(3);
    try (RecordingWriter writer = writer(RecordOptions.of(folder))) {
      for (int i = 1; i <= 5; i++) {
        writer.write(frame(i, i));
      }
      assertThat(writer.figures().frames()).isEqualTo(3);
      assertThat(writer.figures().dropped()).isEqualTo(2);
    }
    Damage damage = failing();
    assertThat(read(folder, damage)).containsExactly(1L, 2L, 3L);
    assertThat(damage.tornTails()).isZero();
  }

  @Test
  void shouldGoOnInANewPartWhenThereIsRoomAgain() throws IOException {
    disk.room(1);
    try (RecordingWriter writer = writer(RecordOptions.of(folder))) {
      writer.write(frame(1, 1));
      writer.write(frame(2, 2));
      disk.room(9);
      writer.write(frame(3, 3));
      clock.goOn(SECOND);
      writer.write(frame(4, 4));
    }
    assertThat(parts()).containsExactly(1, 2);
    assertThat(read(folder, failing())).containsExactly(1L, 4L);
  }

  @Test
  void shouldRemoveTheOldestPartForRoomWhereSomeAreToBeKept() throws IOException {
    disk.room(4);
    RecordOptions options = RecordOptions.of(folder).withMaxSize(600).withKeep(100);
    try (RecordingWriter writer = writer(options)) {
      for (int i = 1; i <= 5; i++) {
        if (i == 5) {
          disk.roomWhenRemoved(folder, 2);
        }
        writer.write(frame(i, i));
      }
      assertThat(writer.figures().dropped()).isZero();
      assertThat(writer.figures().removed()).isEqualTo(1);
    }
    assertThat(read(folder, failing())).containsExactly(3L, 4L, 5L);
  }

  @Test
  void shouldFinishARemovalThatWasInterrupted() throws IOException {
    Part part = SomeFrames.part(folder, 1, 1, true);
    Files.move(part.main(), folder.resolve("part-00000001.removed"));

    try (RecordingWriter writer = writer(RecordOptions.of(folder))) {
      writer.write(frame(9, 1));
    }
    assertThat(read(folder, failing())).containsExactly(9L);
    assertThat(folder.resolve("part-00000001.removed")).doesNotExist();
  }

  @Test
  void shouldRefuseASecondRecorder() throws IOException {
    try (RecordingWriter writer = writer(RecordOptions.of(folder))) {
      assertThat(writer.frames()).isZero();
      assertThatThrownBy(() -> writer(RecordOptions.of(folder)))
          .hasMessage(folder + ": expected no other recorder, found one that records");
    }
  }

  @Test
  void shouldRefusePartsOfAnotherFormat() throws IOException {
    Part part = SomeFrames.part(folder, 1, 1, true);

    assertThatThrownBy(() -> writer(RecordOptions.of(folder).withFormat(Format.MP4)))
        .hasMessage(part.main() + ": expected parts of format=mp4, found frames");
  }

  @Test
  void shouldSayWhichOptionIsWrong() {
    RecordOptions options = RecordOptions.of(folder);

    assertThatThrownBy(() -> options.withMaxSize(0)).hasMessageStartingWith("maxSize=0: expected");
    assertThatThrownBy(() -> options.withKeep(-1)).hasMessageStartingWith("keep=-1: expected");
    assertThatThrownBy(() -> options.withFrames(-1)).hasMessageStartingWith("frames=-1: expected");
    assertThatThrownBy(() -> options.withBitRate(0)).hasMessageStartingWith("bitRate=0: expected");
  }
}
