// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.frame.ReaderCounters;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@link TornFramesTest} for the other ways of synchronising: the same promise where the header can
 * keep it, the measured rate where it cannot. The counts are those of a quick run; {@code
 * -Dtorn.modes.small} and {@code -Dtorn.modes.large} say the full ones.
 */
@Timeout(1200)
class TornModesTest {

  private static final long SMALL = Long.getLong("torn.modes.small", 1_000);
  private static final long LARGE = Long.getLong("torn.modes.large", 100);

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080"})
  void shouldDeliverWholeFramesOnlyWithASeqlock(int width, int height) {
    Result result = run("seqlock", width, height);
    result.assertWhole();
    result.assertTried();
  }

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080"})
  void shouldDeliverWholeFramesOnlyWithAFlagThatHasNoStampBesideIt(int width, int height) {
    Result result = run("valid", width, height);
    result.assertWhole();
    result.assertTried();
  }

  /** Here the writer waits, so no look need be rejected, and no frame is missed. */
  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080"})
  void shouldDeliverEveryFrameWholeWithAHandshake(int width, int height) {
    Result result = run("status", width, height);
    result.assertWhole();
    assertThat(result.checker().last()).isEqualTo(result.checker().accepted());
  }

  /** The counter says when a frame is complete, but not that the next one has been begun. */
  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080"})
  void shouldDeliverMostFramesWholeWithACounterAlone(int width, int height) {
    run("sequence", width, height).assertMostlyWhole();
  }

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080"})
  void shouldDeliverMostFramesWholeWhereTheHeaderSaysNothing(int width, int height) {
    run("none", width, height).assertMostlyWhole();
  }

  /** The harness must be able to see a torn frame, or its other results mean nothing. */
  @Test
  void shouldShowTornFramesOfABareHeaderToAReaderThatDoesNotCheck() {
    FrameChecker checker = new FrameChecker(new NumberedFrames(1920, 1080, 3));
    try (Segment segment = new Segment();
        Peer writer = writer(segment, "none", 1920, 1080, 0);
        Routes route = Routes.consuming(uri(segment, "none") + "&verify=none", checker)) {
      await()
          .atMost(Duration.ofSeconds(120))
          .failFast("the writer must live", writer::requireAlive)
          .until(() -> checker.wrong() >= 3);
      report("none, verify=none, no pause, 1920x1080", checker, route, 0);
    }
  }

  private record Result(FrameChecker checker, ReaderCounters counters, long frames) {

    void assertWhole() {
      assertThat(checker.wrong()).isZero();
      assertThat(checker.notNewer()).isZero();
      assertThat(checker.accepted()).isGreaterThanOrEqualTo(frames);
    }

    /**
     * How many are wrong is how often the writer loses its core in the middle of a frame for longer
     * than two looks take: none of 1000 on a quiet machine, 70 of 1000 where seven processes wanted
     * two cores (docs/guide/torn-frames.md). Without any check it is one of two.
     */
    void assertMostlyWhole() {
      assertThat(checker.accepted()).isGreaterThanOrEqualTo(frames);
      assertThat(checker.wrong()).isLessThanOrEqualTo(checker.accepted() / 4);
    }

    void assertTried() {
      assertThat(counters.torn())
          .as("some looks must have been rejected, or nothing was tried")
          .isPositive();
    }
  }

  /** Writes with pauses of 0 to 2 ms until the route has had its frames. */
  private static Result run(String sync, int width, int height) {
    long frames = width < 1000 ? SMALL : LARGE;
    FrameChecker checker = new FrameChecker(new NumberedFrames(width, height, 3));
    ReaderCounters counters;
    long start = System.nanoTime();
    try (Segment segment = new Segment();
        Peer writer = writer(segment, sync, width, height, 2000);
        Routes route = Routes.consuming(uri(segment, sync), checker)) {
      await()
          .atMost(Duration.ofMinutes(15))
          .failFast("the writer must live", writer::requireAlive)
          .until(() -> checker.accepted() >= frames);
      report(
          sync + ", pauses of 0 to 2 ms, " + width + "x" + height,
          checker,
          route,
          System.nanoTime() - start);
      counters = route.consumer().counters();
    }
    return new Result(checker, counters, frames);
  }

  /** What torture_modes says of each in its head. */
  private static String uri(Segment segment, String sync) {
    String layout =
        switch (sync) {
          case "seqlock" -> "seqlock:u32,width:i32,height:i32,channels:i32";
          case "sequence" -> "width:i32,height:i32,channels:i32,sequence:u32";
          case "none" -> "width:i32,height:i32,type:i32";
          case "valid" -> "valid:u8,_:3,width:i32,height:i32,channels:i32";
          case "status" -> "status:i32,width:i32,height:i32,channels:i32";
          default -> throw new IllegalArgumentException(sync);
        };
    return "shmframe:" + segment.name() + "?layout=" + layout;
  }

  private static Peer writer(Segment segment, String sync, int width, int height, int pause) {
    Peer writer =
        Peer.testProgram(
            "torture_modes",
            segment.name(),
            "--sync",
            sync,
            "--width",
            "" + width,
            "--height",
            "" + height,
            "--pause-us",
            "" + pause);
    writer.awaitLine("ready");
    return writer;
  }

  private static void report(String what, FrameChecker checker, Routes route, long nanos) {
    ReaderCounters counters = route.consumer().counters();
    long accepted = Math.max(1, checker.accepted());
    System.out.printf(
        Locale.ROOT,
        "%s: %d frames accepted, %d of them wrong (%.3f %%), %d looks rejected (%.1f %%), %d seen"
            + " unfinished, %.0f frames a second, Java %s%n",
        what,
        checker.accepted(),
        checker.wrong(),
        100.0 * checker.wrong() / accepted,
        counters.torn(),
        100.0 * counters.torn() / (counters.torn() + accepted),
        counters.unfinished(),
        nanos == 0 ? 0 : checker.accepted() * 1e9 / nanos,
        System.getProperty("java.version"));
  }
}
