// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.frame.Overflow;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Readers that die by SIGKILL, in C++ before each of their stores, in Java with a frame on loan. A
 * quick run takes some of them; {@code -Dstress.kills=all} takes all.
 */
@Timeout(1200)
class KilledReaderIT {

  private static final boolean ALL = "all".equals(System.getProperty("stress.kills"));
  private static final Duration PAUSE = Duration.ofMillis(1);

  /** The writer waits for them, and for one that lives, which must lose nothing. */
  @Test
  void shouldFreeAReaderWhereverItDied() {
    Figures freed = new Figures();
    int kills = 0;
    try (Ring ring = new Ring();
        Source source = new Source(ring, 5, Overflow.BLOCK, PAUSE);
        Survivor survivor = new Survivor(ring, true)) {
      survivor.awaitMoreThan(0);
      long steps = StepPeer.steps(StepPeer.reader(ring, 4, 0, "--loan", "--awaited"));
      for (long step = 1; step <= steps * 9 / 10; step += ALL ? 1 : steps / 5) {
        StepPeer.assertKilled(StepPeer.reader(ring, 4, step, "--loan", "--awaited"), step);
        kills++;
        long died = System.nanoTime();
        awaitFreed(ring, 1);
        freed.add(System.nanoTime() - died);
        source.awaitMore(10);
      }
      assertThat(survivor.missed()).as("frames that the writer was to wait for").isZero();
      survivor.assertWhole();
      System.out.printf(
          "C++ readers: %d kills; freed after: %s; longest frame of the writer %d ms%n",
          kills, freed, source.longestNanos() / 1_000_000);
    }
  }

  static Stream<Language> lenders() {
    return ALL ? Stream.of(Language.JAVA_17, Language.JAVA_25) : Stream.of(Language.JAVA_25);
  }

  @ParameterizedTest
  @MethodSource("lenders")
  void shouldFreeALoanWhoseJavaReaderDied(Language java) {
    try (Ring ring = new Ring();
        Source source = new Source(ring, 4, Overflow.OVERWRITE, PAUSE)) {
      for (int i = 0; i < (ALL ? 5 : 1); i++) {
        try (Peer reader = java.read(ring, 0, "--loan", "--hold", "60")) {
          reader.awaitLine("holds");
          source.awaitMore(10);
          assertThat(Readers.of(ring).pinned()).isEqualTo(1);
          reader.kill();
        }
        awaitFreed(ring, 0);
      }
      // The one pin that a ring of four slots has is to be had again.
      try (Peer reader = StepPeer.reader(ring, 3, 0, "--loan", "--hold", "0.01")) {
        assertThat(reader.exitCode()).as(reader.output()).isZero();
        assertThat(reader.output()).contains("holds");
      }
    }
  }

  /** All pins there are, and their owners die together. */
  @Test
  void shouldFreeAllPinsWhenAllReadersDieTogether() {
    try (Ring ring = new Ring();
        Source source = new Source(ring, 7, Overflow.OVERWRITE, PAUSE)) {
      List<Peer> readers =
          Stream.generate(() -> StepPeer.reader(ring, 2, 0, "--loan", "--hold", "60"))
              .limit(4)
              .toList();
      try {
        readers.forEach(reader -> reader.awaitLine("holds"));
        source.awaitMore(20);
        assertThat(Readers.of(ring).pinned()).isEqualTo(4);
      } finally {
        readers.forEach(Peer::kill);
      }
      awaitFreed(ring, 0);
    }
  }

  private static void awaitFreed(Ring ring, int othersAwaited) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> {
              Readers readers = Readers.of(ring);
              assertThat(readers.pinned()).as("frames on loan").isZero();
              assertThat(readers.awaited()).as("awaited readers").isEqualTo(othersAwaited);
            });
  }
}
