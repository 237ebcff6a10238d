// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.WriterOptions.Create;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Preset;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FrameWriterTest {

  private static final FrameGeometry SMALL = new FrameGeometry(8, 4, 16);
  private static final FrameGeometry LARGE = new FrameGeometry(16, 16, 16);

  @TempDir Path folder;

  private FrameWriter writer;

  @AfterEach
  void close() {
    if (writer != null) {
      writer.close();
    }
  }

  private Path path() {
    return folder.resolve("segment");
  }

  private FrameWriter open(WriterOptions options) {
    writer = new FrameWriter(path(), Preset.FRAMEHEADER.layout(), options);
    return writer;
  }

  private static FrameView frame(FrameGeometry geometry, int value) {
    byte[] pixels = new byte[(int) geometry.bytes()];
    Arrays.fill(pixels, (byte) value);
    return FrameView.of(geometry, ByteBuffer.wrap(pixels));
  }

  @Test
  void shouldWriteTheHeaderAsAForeignReaderExpectsIt() throws Exception {
    open(WriterOptions.defaults());
    long stamp = writer.publish(frame(SMALL, 7), 1_763_696_400_123L);

    ByteBuffer file = RawSegment.read(path());
    assertThat(stamp).isEqualTo(1_763_696_400_123L);
    assertThat(file.getInt(0)).isEqualTo(8);
    assertThat(file.getInt(4)).isEqualTo(4);
    assertThat(file.getInt(8)).isEqualTo(3);
    assertThat(file.getLong(12)).isEqualTo(1_763_696_400_123L);
    assertThat(file.getInt(20)).isEqualTo(1);
    assertThat(file.capacity()).isEqualTo(24 + 96);
    assertThat(Arrays.copyOfRange(file.array(), 24, 120)).containsOnly(7);
  }

  @Test
  void shouldShowNoFrameWhileAClaimIsOpen() throws Exception {
    open(WriterOptions.defaults());
    writer.publish(frame(SMALL, 7), 1_000);
    try (FrameClaim claim = writer.claim(SMALL, 2_000)) {
      assertThat(RawSegment.read(path()).getInt(20)).isZero();
      assertThat(RawSegment.read(path()).getLong(12)).isEqualTo(2_000);
      claim.pixels().put(0, (byte) 9);
      assertThat(RawSegment.read(path()).getInt(20)).isZero();
      claim.commit();
    }

    assertThat(RawSegment.read(path()).getInt(20)).isEqualTo(1);
    assertThat(RawSegment.read(path()).get(24)).isEqualTo((byte) 9);
  }

  @Test
  void shouldPublishNothingWhenAClaimIsAborted() throws Exception {
    open(WriterOptions.defaults());
    FrameClaim claim = writer.claim(SMALL, 1_000);
    claim.abort();

    assertThat(RawSegment.read(path()).getInt(20)).isZero();
    assertThatThrownBy(claim::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(claim::pixels).isInstanceOf(IllegalStateException.class);
    writer.publish(frame(SMALL, 7), 2_000);
    assertThat(RawSegment.read(path()).getInt(20)).isEqualTo(1);
  }

  @Test
  void shouldGiveStampsThatAlwaysIncrease() throws Exception {
    open(WriterOptions.defaults());

    assertThat(writer.publish(frame(SMALL, 1), 1_000)).isEqualTo(1_000);
    assertThat(writer.publish(frame(SMALL, 2), 1_000)).isEqualTo(1_001);
    assertThat(writer.publish(frame(SMALL, 3), 900)).isEqualTo(1_002);
    assertThat(writer.publish(frame(SMALL, 4), 5_000)).isEqualTo(5_000);
  }

  @Test
  void shouldGoOnBehindTheStampOfTheWriterBefore() throws Exception {
    long now = System.currentTimeMillis();
    try (RawSegment segment = new RawSegment(path(), 24 + 96)) {
      segment.frame(8, 4, 3, now + 500, 7);
    }
    open(WriterOptions.defaults());

    assertThat(writer.publish(frame(SMALL, 1), now)).isEqualTo(now + 501);
  }

  @Test
  void shouldNotBeLedAstrayByAStampThatNoClockHasShown() throws Exception {
    try (RawSegment segment = new RawSegment(path(), 24 + 96)) {
      segment.frame(8, 4, 3, Long.MAX_VALUE, 7);
    }
    open(WriterOptions.defaults());

    assertThat(writer.publish(frame(SMALL, 1), 1_000)).isEqualTo(1_000);
  }

  @Test
  void shouldRefuseAStampThatLeavesNoRoom() {
    open(WriterOptions.defaults());

    assertThatThrownBy(() -> writer.publish(frame(SMALL, 1), Long.MAX_VALUE))
        .isInstanceOf(LayoutException.class);
    assertThatThrownBy(() -> writer.publish(frame(SMALL, 1), -1))
        .isInstanceOf(LayoutException.class);
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldRefusePixelsThatTheLayoutCannotDescribe() {
    open(WriterOptions.defaults());

    assertThatThrownBy(() -> writer.claim(new FrameGeometry(8, 4, 6), 1))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("frameheader")
        .hasMessageContaining("float64");
  }

  @Test
  void shouldUseTheSegmentThatIsThere() throws Exception {
    try (RawSegment segment = new RawSegment(path(), 24 + 4096)) {
      open(WriterOptions.defaults());
      writer.publish(frame(SMALL, 7), 1_000);

      assertThat(segment.memory.getInt(20)).as("seen through the old mapping").isEqualTo(1);
      assertThat(segment.memory.get(24)).isEqualTo((byte) 7);
    }
    assertThat(Files.size(path())).isEqualTo(24 + 4096);
  }

  @Test
  void shouldSayWhatAFrameNeedsThatDoesNotFit() throws Exception {
    open(WriterOptions.defaults());
    writer.publish(frame(SMALL, 7), 1_000);

    assertThatThrownBy(() -> writer.publish(frame(LARGE, 8), 2_000))
        .isInstanceOfSatisfying(
            SegmentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_SMALL))
        .hasMessageContaining("120 bytes")
        .hasMessageContaining("792")
        .hasMessageContaining("create=replace");
    assertThat(RawSegment.read(path()).getInt(20)).as("the last frame stays").isEqualTo(1);
    writer.publish(frame(SMALL, 9), 3_000);
    assertThat(RawSegment.read(path()).get(24)).isEqualTo((byte) 9);
  }

  @Test
  void shouldLeaveRoomForLargerFrames() throws Exception {
    open(WriterOptions.defaults().withCapacity(4096));
    writer.publish(frame(SMALL, 7), 1_000);
    assertThat(Files.size(path())).isEqualTo(24 + 4096);
    writer.publish(frame(LARGE, 8), 2_000);

    assertThat(RawSegment.read(path()).getInt(0)).isEqualTo(16);
  }

  @Test
  void shouldOwnTheNameWithReplace() throws Exception {
    try (RawSegment old = new RawSegment(path(), 24 + 96)) {
      old.frame(8, 4, 3, 10, 1);
      open(WriterOptions.defaults().withCreate(Create.REPLACE));
      writer.publish(frame(SMALL, 7), 1_000);
      writer.publish(frame(LARGE, 8), 2_000);

      assertThat(old.memory.getLong(12)).as("the old file is left alone").isEqualTo(10);
      assertThat(Files.size(path())).isEqualTo(24 + 768);
    }
  }

  @Test
  void shouldNotCreateASegmentWithNever() throws Exception {
    open(WriterOptions.defaults().withCreate(Create.NEVER));

    assertThatThrownBy(() -> writer.publish(frame(SMALL, 7), 1_000))
        .isInstanceOf(SegmentException.class)
        .hasMessageContaining("create=never")
        .hasMessageContaining(path().toString());
    try (RawSegment segment = new RawSegment(path(), 24 + 96)) {
      writer.publish(frame(SMALL, 7), 2_000);
      assertThat(segment.memory.getInt(20)).isEqualTo(1);
    }
  }

  @Test
  void shouldCreateWithThePermissionsThatWereAskedFor() throws Exception {
    open(WriterOptions.defaults().withPermissions(PosixFilePermissions.fromString("rw-rw-r--")));
    writer.publish(frame(SMALL, 7), 1_000);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-rw-r--");
  }

  @Test
  void shouldMakeANewSegmentWhenItsOwnWasRemoved() throws Exception {
    writer =
        new FrameWriter(
            path(),
            Preset.FRAMEHEADER.layout(),
            WriterOptions.defaults().withReattachInterval(java.time.Duration.ofNanos(1)));
    writer.publish(frame(SMALL, 7), 1_000);
    Files.delete(path());
    writer.publish(frame(SMALL, 8), 2_000);

    assertThat(RawSegment.read(path()).get(24)).isEqualTo((byte) 8);
  }

  @Test
  void shouldLiveThroughASegmentThatIsCutUnderIt() throws Exception {
    FrameGeometry huge = new FrameGeometry(2048, 2048, 0);
    open(WriterOptions.defaults());
    writer.publish(frame(huge, 7), 1_000);
    try (RawSegment peer = new RawSegment(path(), 24)) {
      peer.channel.truncate(10);
    }

    assertThatThrownBy(() -> writer.publish(frame(huge, 8), 2_000))
        .isInstanceOf(SegmentException.class);
    Files.deleteIfExists(path());
    writer.publish(frame(huge, 9), 3_000);
    assertThat(RawSegment.read(path()).get(24)).isEqualTo((byte) 9);
  }

  @Test
  void shouldRemoveItsSegmentWhenAsked() throws Exception {
    open(WriterOptions.defaults());
    writer.unlink();
    writer.publish(frame(SMALL, 7), 1_000);
    writer.unlink();

    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldCopyRowsOfAWiderStrideWithoutTheirGaps() throws Exception {
    byte[] padded = new byte[4 * 32];
    for (int y = 0; y < 4; y++) {
      Arrays.fill(padded, y * 32, y * 32 + 24, (byte) (y + 1));
    }
    open(WriterOptions.defaults());
    writer.publish(FrameView.of(SMALL, 32, 0, ByteBuffer.wrap(padded)), 1_000);

    byte[] file = Files.readAllBytes(path());
    for (int y = 0; y < 4; y++) {
      assertThat(Arrays.copyOfRange(file, 24 + y * 24, 48 + y * 24)).containsOnly(y + 1);
    }
  }

  @Test
  void shouldLetThreadsTakeTurns() throws Exception {
    open(WriterOptions.defaults());
    FrameClaim claim = writer.claim(SMALL, 1_000);
    CountDownLatch written = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                writer.publish(frame(SMALL, 8), 2_000);
                written.countDown();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    assertThat(written.await(100, TimeUnit.MILLISECONDS)).isFalse();
    assertThatThrownBy(() -> writer.claim(SMALL, 3_000)).isInstanceOf(IllegalStateException.class);
    claim.commit();

    assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
    other.join();
  }

  @Test
  void shouldWriteNothingOnceClosed() {
    open(WriterOptions.defaults());
    writer.close();
    writer.close();

    assertThatThrownBy(() -> writer.claim(SMALL, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(path()).doesNotExist();
  }
}
