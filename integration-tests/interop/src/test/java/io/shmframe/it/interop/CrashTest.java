// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A C++ writer that dies by SIGKILL at each of its stores, and starts again. */
@Timeout(300)
class CrashTest {

  @ParameterizedTest
  @CsvSource({
    "valid0, --new-file",
    "fields, --new-file",
    "half, --new-file",
    "pixels, --new-file",
    "valid1, --new-file",
    "valid0, --same-file",
    "fields, --same-file",
    "half, --same-file",
    "pixels, --same-file",
    "valid1, --same-file"
  })
  void shouldGoOnAfterAWriterThatDiedInTheMiddle(String step, String restart) {
    FrameChecker checker = new FrameChecker(new NumberedFrames(640, 404, 3));
    try (Segment segment = new Segment();
        Routes route = Routes.consuming(segment.uri(""), checker)) {
      long died = 0;
      try (Peer first =
          Peer.tortureWriter(
              segment.name(),
              "--width",
              "640",
              "--height",
              "404",
              "--pause-us",
              "2000",
              "--kill-at",
              step,
              "--kill-frame",
              "300")) {
        assertThat(first.exitCode()).as(first.output()).isEqualTo(128 + 9);
        await().atMost(Duration.ofSeconds(20)).until(() -> checker.accepted() > 10);
        died = checker.last();
      }
      assertThat(died).isBetween(1L, 300L);
      long before = checker.accepted();
      long start = System.nanoTime();
      try (Peer second =
          Peer.tortureWriter(
              segment.name(),
              "--width",
              "640",
              "--height",
              "404",
              "--pause-us",
              "2000",
              "--first",
              "1000",
              restart)) {
        second.awaitLine("ready");
        await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofSeconds(20))
            .until(() -> checker.accepted() > before);
        System.out.printf(
            Locale.ROOT,
            "killed at %s, %s: frames again %d ms after the writer's start%n",
            step,
            restart,
            (System.nanoTime() - start) / 1_000_000);
        await().atMost(Duration.ofSeconds(20)).until(() -> checker.accepted() > before + 20);
      }
      assertThat(route.consumer().counters().reattached())
          .isEqualTo("--new-file".equals(restart) ? 1 : 0);
    }
    assertThat(checker.wrong()).as("torn frames").isZero();
    assertThat(checker.notNewer()).as("old frames as new").isZero();
  }
}
