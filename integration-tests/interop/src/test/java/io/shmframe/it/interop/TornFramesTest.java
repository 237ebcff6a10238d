// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.frame.ReaderCounters;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A C++ writer that pauses at random or not at all, and a route that looks at every byte. The
 * counts are those of a quick run; {@code -Dtorn.small}, {@code -Dtorn.large} and {@code
 * -Dtorn.seconds} say the full ones.
 */
@Timeout(1200)
class TornFramesTest {

  private static final long SMALL = Long.getLong("torn.small", 3_000);
  private static final long LARGE = Long.getLong("torn.large", 300);
  private static final long SECONDS = Long.getLong("torn.seconds", 4);

  @Test
  void shouldDeliverWholeFramesOnlyAt640x404() {
    assertWhole(640, 404, SMALL);
  }

  @Test
  void shouldDeliverWholeFramesOnlyAt1080p() {
    assertWhole(1920, 1080, LARGE);
  }

  /** Two frames within one millisecond have one stamp, and all frames of a second here. */
  @Test
  void shouldDeliverWholeFramesOnlyWhereStampsSayNothing() {
    FrameChecker checker = new FrameChecker(new NumberedFrames(640, 404, 3));
    try (Segment segment = new Segment();
        Peer writer = writer(segment, 640, 404, "--pause-us", "2000", "--stamp", "coarse");
        Routes route = Routes.consuming(segment.uri(""), checker)) {
      awaitFrames(writer, checker, 4);
      report("coarse stamps, 640x404", route, 0);
    }
    assertThat(checker.wrong()).isZero();
  }

  @Test
  void shouldDeliverNothingWrongFromAWriterThatNeverPausesAndSayWhy() throws Exception {
    FrameChecker checker = new FrameChecker(new NumberedFrames(1920, 1080, 3));
    try (Segment segment = new Segment();
        Peer writer = writer(segment, 1920, 1080, "--pause-us", "0");
        Routes route = Routes.consuming(segment.uri("staleAfter=1s"), checker)) {
      String said = "";
      long start = System.nanoTime();
      long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() < end || said.isEmpty() && checker.accepted() == 0) {
        assertThat(writer.alive()).as(writer.output()).isTrue();
        said = starvation(route).isEmpty() ? said : starvation(route);
        Thread.sleep(50);
      }
      report("no pause, 1920x1080", route, System.nanoTime() - start);
      ReaderCounters counters = route.consumer().counters();
      assertThat(counters.torn() + counters.unfinished())
          .as("the consumer must have tried")
          .isGreaterThan(100);
      if (checker.accepted() == 0) {
        assertThat(said).contains("never pauses").contains(segment.name());
      }
    }
    assertThat(checker.wrong()).isZero();
  }

  private static String starvation(Routes route) {
    return route.health().stream()
        .map(HealthCheck::call)
        .filter(result -> result.getState() == HealthCheck.State.DOWN)
        .map(result -> result.getMessage().orElse(""))
        .filter(message -> message.contains("never pauses"))
        .findFirst()
        .orElse("");
  }

  /** The harness must be able to see a torn frame, or its other results mean nothing. */
  @Test
  void shouldShowTornFramesToAReaderThatDoesNotCheck() {
    FrameChecker checker = new FrameChecker(new NumberedFrames(1920, 1080, 3));
    try (Segment segment = new Segment();
        Peer writer = writer(segment, 1920, 1080, "--pause-us", "0");
        Routes route = Routes.consuming(segment.uri("verify=none"), checker)) {
      await()
          .atMost(Duration.ofSeconds(120))
          .failFast("the writer must live", writer::requireAlive)
          .until(() -> checker.wrong() >= 3);
      System.out.printf(
          Locale.ROOT,
          "verify=none, no pause, 1920x1080: %d of %d frames torn%n",
          checker.wrong(),
          checker.accepted());
      assertThat(route.consumer().counters().torn()).isZero();
    }
  }

  private static void assertWhole(int width, int height, long frames) {
    FrameChecker checker = new FrameChecker(new NumberedFrames(width, height, 3));
    long start = System.nanoTime();
    try (Segment segment = new Segment();
        Peer writer = writer(segment, width, height, "--pause-us", "2000");
        Routes route = Routes.consuming(segment.uri(""), checker)) {
      awaitFrames(writer, checker, frames);
      report("pauses of 0 to 2 ms, " + width + "x" + height, route, System.nanoTime() - start);
      assertThat(route.consumer().counters().torn())
          .as("some looks must have been rejected, or nothing was tried")
          .isPositive();
    }
    assertThat(checker.wrong()).isZero();
    assertThat(checker.notNewer()).isZero();
    assertThat(checker.accepted()).isGreaterThanOrEqualTo(frames);
  }

  private static void awaitFrames(Peer writer, FrameChecker checker, long frames) {
    await()
        .atMost(Duration.ofMinutes(15))
        .failFast("the writer must live", writer::requireAlive)
        .until(() -> checker.accepted() >= frames);
  }

  private static Peer writer(Segment segment, int width, int height, String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = segment.name();
    arguments[1] = "--width";
    arguments[2] = "" + width;
    arguments[3] = "--height";
    arguments[4] = "" + height;
    System.arraycopy(more, 0, arguments, 5, more.length);
    Peer writer = Peer.tortureWriter(arguments);
    writer.awaitLine("ready");
    return writer;
  }

  private static void report(String what, Routes route, long nanos) {
    ReaderCounters counters = route.consumer().counters();
    System.out.printf(
        Locale.ROOT,
        "%s: %d frames accepted, %d looks rejected (%.1f %%), %d seen unfinished, %.0f frames a second, Java %s%n",
        what,
        counters.delivered(),
        counters.torn(),
        100.0 * counters.torn() / Math.max(1, counters.torn() + counters.delivered()),
        counters.unfinished(),
        nanos == 0 ? 0 : counters.delivered() * 1e9 / nanos,
        System.getProperty("java.version"));
  }
}
