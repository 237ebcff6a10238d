// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writers that die by SIGKILL: in C++ before each of their stores, in Python before the lines of
 * their client's code, in Java at each step. A quick run takes some of the steps; {@code
 * -Dstress.kills=all} takes all.
 */
@Timeout(1200)
class KilledWriterIT {

  private static final boolean ALL = "all".equals(System.getProperty("stress.kills"));

  private final Figures resumed = new Figures();
  private int kills;

  /** The first one makes the ring and the next one finds what it has left. */
  @Test
  void shouldLeaveNothingBehindWhereverTheFirstWriterDied() {
    long steps;
    try (Ring ring = new Ring()) {
      steps = StepPeer.steps(StepPeer.writer(ring, 0));
    }
    for (long step = 1; step <= steps; step += stride(steps, steps)) {
      try (Ring ring = new Ring();
          Survivor survivor = new Survivor(ring, false)) {
        StepPeer.assertKilled(StepPeer.writer(ring, step), step);
        kills++;
        goOn(survivor, ring, "--unlink");
        assertThat(ring.files()).as("step %d", step).isEmpty();
        survivor.assertWhole();
      }
    }
    report("C++ writers of a new ring");
  }

  @Test
  void shouldGoOnWhereverACppWriterDied() throws Exception {
    assertGoesOn("C++", 1000, ring -> step -> StepPeer.writer(ring, step));
  }

  @Test
  void shouldGoOnWhereverAPythonWriterDied() throws Exception {
    assertGoesOn("Python", 50, ring -> step -> StepPeer.pythonWriter(ring, step));
  }

  private void assertGoesOn(String language, long most, Function<Ring, LongFunction<Peer>> writers)
      throws IOException {
    try (Ring ring = new Ring()) {
      LongFunction<Peer> writer = writers.apply(ring);
      StepPeer.steps(writer.apply(0));
      // Not all: how many there are depends on where the others were killed.
      long steps = StepPeer.steps(writer.apply(0)) * 9 / 10;
      long before = newest(ring);
      try (Survivor survivor = new Survivor(ring, false)) {
        survivor.awaitMoreThan(0);
        for (long step = 1; step <= steps; step += stride(steps, most)) {
          StepPeer.assertKilled(writer.apply(step), step);
          kills++;
          long now = newest(ring);
          assertThat(now).as("the newest frame after step %d", step).isGreaterThanOrEqualTo(before);
          before = now;
          goOn(survivor, ring);
        }
        goOn(survivor, ring, "--unlink");
        survivor.assertWhole();
      }
      assertThat(ring.files()).isEmpty();
    }
    report(language + " writers that took over");
  }

  /** Writers that die one after another in their first claim must not eat what is there. */
  @Test
  void shouldKeepTheNewestFrameThroughWritersThatDieOneAfterAnother() throws Exception {
    try (Ring ring = new Ring()) {
      StepPeer.steps(StepPeer.writer(ring, 0));
      long steps = StepPeer.steps(StepPeer.writer(ring, 0));
      long newest = newest(ring);
      // The first frame's payload is half there at about a fifth of the way.
      for (long step = steps / 10; step < steps / 5; step += ALL ? 1 : 2) {
        StepPeer.assertKilled(StepPeer.writer(ring, step), step);
        kills++;
        assertThat(newest(ring)).as("step %d", step).isGreaterThanOrEqualTo(newest);
      }
    }
    report("C++ writers one after another");
  }

  static Stream<Language> javas() {
    return ALL ? Stream.of(Language.JAVA_17, Language.JAVA_25) : Stream.of(Language.JAVA_25);
  }

  @ParameterizedTest
  @MethodSource("javas")
  void shouldKeepTheNewestFrameThroughJavaWritersThatDieOneAfterAnother(Language java)
      throws Exception {
    try (Ring ring = new Ring()) {
      StepPeer.steps(StepPeer.writer(ring, 0));
      long newest = newest(ring);
      for (int i = 0; i < (ALL ? 6 : 4); i++) {
        killAt(java, ring, i % 2 == 0 ? "MARKED" : "CLAIMED", 1);
        assertThat(newest(ring)).as("after death %d", i).isEqualTo(newest);
      }
    }
    report(java + " writers one after another");
  }

  static Stream<Arguments> javaSteps() {
    if (!ALL) {
      return Stream.of(Arguments.of(Language.JAVA_25, "COMPLETE"));
    }
    return Stream.of(Language.JAVA_17, Language.JAVA_25)
        .flatMap(
            java ->
                Stream.of("MARKED", "CLAIMED", "WRITTEN", "COMPLETE", "PUBLISHED", "WOKEN")
                    .map(step -> Arguments.of(java, step)));
  }

  @ParameterizedTest
  @MethodSource("javaSteps")
  void shouldGoOnWhereverAJavaWriterDied(Language java, String step) throws Exception {
    try (Ring ring = new Ring();
        Survivor survivor = new Survivor(ring, false)) {
      goOn(survivor, ring);
      for (int frame = 1; frame <= 3; frame += 2) {
        long before = newest(ring);
        killAt(java, ring, step, frame);
        assertThat(newest(ring)).as(step).isGreaterThanOrEqualTo(before);
        goOn(survivor, ring);
      }
      goOn(survivor, ring, "--unlink");
      survivor.assertWhole();
      assertThat(ring.files()).isEmpty();
    }
    report(java + " at " + step);
  }

  private void killAt(Language java, Ring ring, String step, int frame) {
    try (Peer writer =
        java.write(ring, 10, StepPeer.BYTES, "--stop-at", step, "--stop-frame", "" + frame)) {
      writer.awaitLine("at");
      writer.kill();
      kills++;
    }
  }

  private static long stride(long steps, long most) {
    long wanted = ALL ? most : 6;
    return Math.max(1, steps / wanted);
  }

  /** The next writer starts, and the reader that was there has its frames. */
  private void goOn(Survivor survivor, Ring ring, String... options) {
    long before = survivor.accepted();
    try (Peer next = StepPeer.server(ring, options)) {
      survivor.awaitMoreThan(before);
      resumed.add(System.nanoTime() - next.startedNanos());
      next.endInput();
      assertThat(next.exitCode()).as(next.output()).isZero();
    }
  }

  /** What somebody finds who comes now: the sequence of the newest frame, which must be whole. */
  private static long newest(Ring ring) throws IOException {
    try (RingReader reader =
        new RingReader(ring.path(), RingReaderOptions.defaults().withLoans(0))) {
      ByteBuffer frame = ByteBuffer.allocate(StepPeer.BYTES);
      assertThat(reader.look(geometry -> frame)).as("%s", reader.problem()).isEqualTo(Look.FRAME);
      long sequence = reader.info().sequence().orElseThrow();
      assertThat(new Pattern(StepPeer.BYTES).is(frame.slice(0, StepPeer.BYTES), sequence)).isTrue();
      return sequence;
    }
  }

  private void report(String what) {
    System.out.printf(
        "%s: %d kills; frames again after the next writer's start: %s%n", what, kills, resumed);
  }
}
