// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReplayRouteTest {

  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();

  /** The numbers of the frames that come out, the first of which are waited for. */
  private List<Long> played(ReplayOptions options, int frames) throws Exception {
    try (Routes routes = new Routes()) {
      routes.listen("direct:out");
      Player player = routes.replay("direct:out", options, clock);
      routes.awaitArrived(frames);
      if (!options.loop()) {
        assertThat(player.awaitOver(20_000)).isTrue();
        assertThat(player.failure()).isEmpty();
      }
      return routes.arrived().stream()
          .map(frame -> (Long) frame.headers().get(FrameMessages.RECORDED_SEQUENCE))
          .toList();
    }
  }

  /** What it ends with. */
  private String failed(ReplayOptions options, String uri) throws Exception {
    try (Routes routes = new Routes()) {
      Player player = routes.replay(uri, options, clock);
      assertThat(player.awaitOver(20_000)).isTrue();
      return Causes.words(player.failure().orElseThrow());
    }
  }

  private ReplayOptions options() throws Exception {
    SomeFrames.part(folder, 1, 5, true);
    return ReplayOptions.of(folder);
  }

  @Test
  void shouldPlayWithTheTimingThatItHad() throws Exception {
    assertThat(played(options(), 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(clock.wakings()).containsExactly(0L, SECOND, 2 * SECOND, 3 * SECOND, 4 * SECOND);
  }

  @Test
  void shouldPlayFaster() throws Exception {
    played(options().withSpeed(4), 5);
    assertThat(clock.wakings()).endsWith(SECOND);
  }

  @Test
  void shouldPlaySlower() throws Exception {
    played(options().withSpeed(0.5), 5);
    assertThat(clock.wakings()).endsWith(8 * SECOND);
  }

  @Test
  void shouldPlayAsFastAsItCan() throws Exception {
    assertThat(played(options().withSpeed(Double.POSITIVE_INFINITY), 5)).hasSize(5);
    assertThat(clock.wakings()).isEmpty();
  }

  @Test
  void shouldPlayFromATime() throws Exception {
    assertThat(played(options().withFrom(Duration.ofMillis(2500)), 2)).containsExactly(4L, 5L);
  }

  @Test
  void shouldPlayFromAFrame() throws Exception {
    assertThat(played(options().withFromFrame(3), 3)).containsExactly(3L, 4L, 5L);
  }

  @Test
  void shouldBeginAgainWhereItBegan() throws Exception {
    assertThat(played(options().withLoop(true).withFromFrame(4), 5)).startsWith(4L, 5L, 4L, 5L, 4L);
    assertThat(clock.wakings()).startsWith(0L, SECOND, 2 * SECOND, 3 * SECOND);
  }

  @Test
  void shouldPassOverDamage() throws Exception {
    ReplayOptions options = options();
    damage();

    assertThat(played(options, 4)).containsExactly(1L, 3L, 4L, 5L);
  }

  @Test
  void shouldFailAtDamageIfAsked() throws Exception {
    ReplayOptions options = options().withOnDamage(OnDamage.FAIL);
    damage();

    assertThat(failed(options, "direct:none?block=false&failIfNoConsumers=false"))
        .contains("part-00000001.frames: frame 2 is damaged: expected CRC-32C");
  }

  private void damage() throws Exception {
    Path payloads = new Part(folder, 1, Format.FRAMES).payloads();
    byte[] bytes = java.nio.file.Files.readAllBytes(payloads);
    bytes[PartHeader.BYTES + 12]++;
    java.nio.file.Files.write(payloads, bytes);
  }

  @Test
  void shouldEndWithTheErrorOfTheEndpoint() throws Exception {
    assertThat(failed(options(), Routes.uri(folder, "none", "create=never"))).contains("none");
  }

  @Test
  void shouldNotLoopOverNothing() throws Exception {
    assertThat(failed(options().withLoop(true).withFromFrame(6), "direct:none"))
        .isEqualTo(
            folder
                + ": expected a whole frame from frame 6 and 0 ms on, found 5 frames and 4000 ms in all, damaged 0");
  }

  @Test
  void shouldSayWhatIsNoRecording() throws Exception {
    assertThat(failed(ReplayOptions.of(folder.resolve("none")), "direct:none"))
        .endsWith("none: expected the folder of a recording, found none");
  }
}
