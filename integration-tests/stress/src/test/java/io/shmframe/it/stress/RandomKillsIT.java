// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writers and readers of all kinds at full speed that are killed at any moment, {@code
 * -Dstress.random} of them, by a fixed seed and by one of {@code -Dstress.seed} or the clock's.
 */
@Timeout(1200)
class RandomKillsIT {

  private static final int KILLS = Integer.getInteger("stress.random", 6);
  private static final int BYTES = 20_000;

  /** Mostly the one that starts quickly. */
  private static final List<Language> KINDS =
      List.of(
          Language.CPP,
          Language.CPP,
          Language.CPP,
          Language.CPP,
          Language.PYTHON,
          Language.PYTHON,
          Language.JAVA_25,
          Language.JAVA_17);

  static LongStream seeds() {
    return LongStream.of(20261121, Long.getLong("stress.seed", System.nanoTime()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldGoOnWhoeverIsKilledWhenever(long seed) throws Exception {
    System.out.println("seed " + seed + " (-Dstress.seed)");
    Random random = new Random(seed);
    Figures resumed = new Figures();
    try (Ring ring = new Ring();
        Survivor survivor = new Survivor(ring, false);
        Peer copying = Language.CPP.read(ring, 0, "--all", "--seconds", "1000");
        Peer lending = Language.JAVA_25.read(ring, 0, "--loan", "--seconds", "1000")) {
      for (int kill = 0; kill < KILLS; kill += 2) {
        Language writing = pick(random);
        Language reading = pick(random);
        long before = survivor.accepted();
        try (Peer writer = writing.writeOn(ring, BYTES, "--slots", "7");
            Peer reader = reading.read(ring, 0, "--loan", "--all")) {
          survivor.awaitMoreThan(before);
          if (writing == Language.CPP) {
            resumed.add(System.nanoTime() - writer.startedNanos());
          }
          reader.awaitLine("ready");
          TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
          reader.kill();
          TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
          assertThat(writer.alive()).as(writer.output()).isTrue();
          writer.kill();
        }
      }
      assertAllWell(ring, survivor, copying, lending);
    }
    System.out.printf(
        "%d random kills; frames again after a C++ writer's start: %s%n", KILLS, resumed);
  }

  /** The last writer ends the stream, and those who stayed have seen no wrong byte. */
  private static void assertAllWell(Ring ring, Survivor survivor, Peer copying, Peer lending) {
    try (Peer last = Language.CPP.write(ring, 200, BYTES, "--fps", "500")) {
      for (Peer reader : List.of(copying, lending)) {
        assertThat(reader.exitCode()).as(reader.output()).isZero();
        assertThat(reader.number("wrong")).isZero();
        assertThat(reader.number("accepted")).isGreaterThan(KILLS);
      }
      assertThat(last.exitCode()).as(last.output()).isZero();
    }
    survivor.assertWhole();
    try (Peer remover = StepPeer.server(ring, "--unlink")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> Readers.of(ring).pinned() == 0);
      remover.endInput();
      assertThat(remover.exitCode()).as(remover.output()).isZero();
    }
    assertThat(ring.files()).isEmpty();
  }

  private static Language pick(Random random) {
    return KINDS.get(random.nextInt(KINDS.size()));
  }
}
