// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordRouteTest {

  @TempDir Path folder;

  private Recorder recorded(RecordOptions options, int frames) throws Exception {
    try (Routes routes = new Routes()) {
      Recorder recorder = routes.record("direct:in", options);
      for (int i = 1; i <= frames; i++) {
        routes.sendPicture("direct:in", i);
      }
      routes.endRecording();
      return recorder;
    }
  }

  private RecordOptions options() {
    return RecordOptions.of(folder.resolve("recording"));
  }

  private int parts() throws Exception {
    return Part.of(folder.resolve("recording")).size();
  }

  @Test
  void shouldAskARingForEachFrameInPlace() throws Exception {
    assertThat(RecordRoute.completed("shmframe:a"))
        .isEqualTo("shmframe:a?bodyType=frame&delivery=all");
    assertThat(RecordRoute.completed("shmframe:a?layout=ring&delivery=latest"))
        .isEqualTo("shmframe:a?layout=ring&delivery=latest&bodyType=frame");
    assertThat(RecordRoute.completed("shmframe:a?layout=raw")).isEqualTo("shmframe:a?layout=raw");
    assertThat(RecordRoute.completed("direct:a")).isEqualTo("direct:a");
  }

  @Test
  void shouldRecordEachFrameOfARing() throws Exception {
    String uri = Routes.uri(folder, "a", "slots=8&overflow=block");
    try (Routes routes = new Routes()) {
      Recorder recorder = routes.record(uri, options());
      routes.sendPicture(uri, 1);
      Routes.awaitFrames(recorder, 1);
      for (int i = 2; i <= 50; i++) {
        routes.sendPicture(uri, i);
      }
      Routes.awaitFrames(recorder, 50);
      assertThat(recorder.line())
          .matches(
              "record: frames=50 fps=[\\d.]+ mb=0.0 mb_s=[\\d.]+ missed=0 torn=0 dropped=0 part=1 removed=0 free_mb=\\d+");
    }
    assertThat(SomeFrames.read(folder.resolve("recording"), SomeFrames.failing())).hasSize(50);
  }

  @Test
  void shouldRotateBySize() throws Exception {
    recorded(options().withMaxSize(1), 3);
    assertThat(parts()).isEqualTo(3);
  }

  @Test
  void shouldRotateByTime() throws Exception {
    recorded(options().withMaxTime(Duration.ofNanos(1)), 3);
    assertThat(parts()).isEqualTo(3);
  }

  @Test
  void shouldKeepAsManyPartsAsAsked() throws Exception {
    recorded(options().withMaxSize(1).withKeep(2), 5);
    assertThat(parts()).isEqualTo(2);
  }

  @Test
  void shouldBeDoneAfterAsManyFramesAsAsked() throws Exception {
    Recorder recorder = recorded(options().withFrames(2), 5);

    assertThat(recorder.awaitDone(0)).isTrue();
    assertThat(recorder.figures().frames()).isEqualTo(2);
  }

  @Test
  void shouldBeginAPartWithEachStartOfTheRoute() throws Exception {
    try (Routes routes = new Routes()) {
      routes.record("direct:in", options());
      routes.sendPicture("direct:in", 1);
      routes.context().getRouteController().stopRoute("record");
      routes.context().getRouteController().startRoute("record");
      routes.sendPicture("direct:in", 2);
    }
    assertThat(parts()).isEqualTo(2);
  }

  @Test
  void shouldSayWhatCannotBeRecorded() throws Exception {
    try (Routes routes = new Routes()) {
      routes.record("direct:in", options());
      assertThatThrownBy(() -> routes.send("direct:in", 42, java.util.Map.of()))
          .rootCause()
          .hasMessageStartingWith("expected a FrameView, byte[], ByteBuffer, String")
          .hasMessageEndingWith("found java.lang.Integer");
    }
  }

  @Test
  void shouldNotStartWhereSomebodyElseRecords() throws Exception {
    try (Routes routes = new Routes();
        RecordingFolder other = new RecordingFolder(folder.resolve("recording"), Format.FRAMES)) {
      assertThat(other.count()).isZero();
      assertThatThrownBy(() -> routes.record("direct:in", options()))
          .rootCause()
          .hasMessageContaining("expected no other recorder");
    }
  }
}
