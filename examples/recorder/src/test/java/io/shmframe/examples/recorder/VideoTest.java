// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VideoTest {

  private static final FrameGeometry GEOMETRY = FrameGeometry.of8Bit(64, 48, 3);

  @TempDir Path folder;

  /** Grey of one brightness: a decoder gives it back nearly as it was. */
  private static FrameView grey(int brightness) {
    byte[] pixels = new byte[(int) GEOMETRY.bytes()];
    Arrays.fill(pixels, (byte) brightness);
    return FrameView.of(GEOMETRY, ByteBuffer.wrap(pixels));
  }

  private void shouldComeBack(Format format) throws Exception {
    try (Routes routes = new Routes()) {
      routes.record("direct:in", RecordOptions.of(folder).withFormat(format));
      for (int i = 0; i < 5; i++) {
        routes.send("direct:in", grey(40 * i + 20), Map.of());
      }
      routes.endRecording();
      routes.listen("direct:out");
      routes.replay("direct:out", ReplayOptions.of(folder), new ManualClock());
      routes.awaitArrived(5);
      for (int i = 0; i < 5; i++) {
        byte[] pixels = routes.arrived().get(i).body();
        assertThat(pixels).hasSize((int) GEOMETRY.bytes());
        assertThat(pixels[5000] & 0xFF).isBetween(40 * i + 10, 40 * i + 30);
      }
    }
  }

  @Test
  void shouldRecordMp4() throws Exception {
    shouldComeBack(Format.MP4);
  }

  @Test
  void shouldRecordMjpeg() throws Exception {
    shouldComeBack(Format.MJPEG);
  }

  @Test
  void shouldBeginAVideoForEachSize() throws Exception {
    try (Routes routes = new Routes()) {
      routes.record("direct:in", RecordOptions.of(folder).withFormat(Format.MJPEG));
      routes.send("direct:in", grey(1), Map.of());
      routes.sendPicture("direct:in", 1);
    }
    assertThat(Part.of(folder)).hasSize(2);
  }

  @Test
  void shouldRotateBySizeOfTheVideoNotOfThePictures() throws Exception {
    try (Routes routes = new Routes()) {
      routes.record(
          "direct:in", RecordOptions.of(folder).withFormat(Format.MJPEG).withMaxSize(40_000));
      for (int i = 0; i < 8; i++) {
        routes.send("direct:in", grey(i), Map.of());
      }
    }
    assertThat(Part.of(folder)).hasSize(1);
  }

  @Test
  void shouldTakeAVideoThatWasOnlyBegunForEmpty() throws Exception {
    try (Routes routes = new Routes()) {
      routes.record("direct:in", RecordOptions.of(folder).withFormat(Format.MP4));
      routes.send("direct:in", grey(1), Map.of());
    }
    Files.write(folder.resolve("part-00000002.mp4"), new byte[100]);

    Survey survey = Survey.of(folder, true);
    assertThat(survey.count()).isEqualTo(1);
    assertThat(survey.damage().tornTails()).isEqualTo(1);
    assertThat(survey.damage().any()).isFalse();
  }

  @Test
  void shouldSayWhatAVideoCannotHold() throws Exception {
    try (Routes routes = new Routes()) {
      routes.record("direct:in", RecordOptions.of(folder).withFormat(Format.MP4));
      assertThatThrownBy(
              () ->
                  routes.send("direct:in", new byte[9], Map.of(ShmFrameConstants.ENCODING, "jpeg")))
          .rootCause()
          .hasMessage(
              "format=mp4: expected pictures of GRAY8, BGR24, RGB24 or BGRA, found jpeg; format=frames takes all");
      FrameView odd = FrameView.of(FrameGeometry.of8Bit(3, 3, 3), ByteBuffer.wrap(new byte[27]));
      assertThatThrownBy(() -> routes.send("direct:in", odd, Map.of()))
          .rootCause()
          .hasMessageStartingWith("format=mp4: expected even sides, found 3 x 3 x 3");
    }
  }
}
