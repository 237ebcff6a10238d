// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.frame.Overflow;
import io.shmframe.frame.RingFigures;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Either side stopped by SIGSTOP for {@code -Dstress.stop} milliseconds: nothing is lost that was
 * promised, and nothing is taken away from who is only asleep.
 */
@Timeout(300)
class StoppedIT {

  private static final long MILLIS = Long.getLong("stress.stop", 300);
  private static final int FRAMES = 1_000;

  @ParameterizedTest
  @EnumSource(names = {"JAVA_25", "CPP", "PYTHON"})
  void shouldLoseNothingWhenAnAwaitedReaderIsStopped(Language reader) throws Exception {
    try (Ring ring = new Ring();
        Source begin = new Source(ring, 8, Overflow.BLOCK, Duration.ofMillis(1));
        Peer reading = reader.read(ring, FRAMES, "--all", "--awaited", "--seconds", "200")) {
      reading.awaitLine("ready");
      await().until(() -> Readers.of(ring).awaited() == 1);
      begin.awaitMore(50);
      reading.pause();
      Thread.sleep(MILLIS);
      // It stands: at most what was free could be written.
      long standing = begin.published();
      Thread.sleep(MILLIS);
      assertThat(begin.published()).as("frames while the reader stands").isEqualTo(standing);
      reading.resume();
      assertThat(reading.exitCode()).as(reading.output()).isZero();
      assertThat(reading.number("accepted")).isEqualTo(FRAMES);
      assertThat(reading.number("missed")).as(reading.output()).isZero();
      assertThat(reading.number("wrong")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JAVA_17", "JAVA_25"})
  void shouldNotTakeALoanFromAJavaReaderThatIsStopped(Language reader) throws Exception {
    try (Ring ring = new Ring();
        Source source = new Source(ring, 4, Overflow.OVERWRITE, Duration.ZERO);
        Peer lending = reader.read(ring, 10, "--loan", "--hold", "" + (MILLIS / 1e3 + 0.2))) {
      lending.awaitLine("holds");
      assertKept(ring, source, lending);
      assertThat(lending.exitCode()).as(lending.output()).isZero();
      assertThat(lending.number("loans")).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "CPP")
  void shouldNotTakeALoanFromACppReaderThatIsStopped(Language reader) throws Exception {
    try (Ring ring = new Ring();
        Source source = new Source(ring, 4, Overflow.OVERWRITE, Duration.ZERO);
        Peer lending =
            StepPeer.reader(ring, 10, 0, "--loan", "--hold", "" + (MILLIS / 1e3 + 0.2))) {
      lending.awaitLine("holds");
      assertKept(ring, source, lending);
      assertThat(lending.exitCode()).as("%s %s", reader, lending.output()).isZero();
    }
  }

  private static void assertKept(Ring ring, Source source, Peer lending) throws Exception {
    lending.pause();
    long before = source.published();
    Thread.sleep(MILLIS);
    source.awaitMore(1_000);
    assertThat(source.published() - before).as("frames meanwhile").isGreaterThan(1_000);
    assertThat(Readers.of(ring).pinned()).as("the loan").isEqualTo(1);
    RingFigures figures = RingFigures.of(ring.path());
    assertThat(figures.skipped()).isPositive();
    assertThat(figures.freed()).isZero();
    lending.resume();
    lending.awaitLine("held");
  }

  @ParameterizedTest
  @EnumSource(names = {"JAVA_25", "CPP", "PYTHON"})
  void shouldGoOnWhenTheWriterWasStoppedAndLetNobodyElseWrite(Language writer) throws Exception {
    try (Ring ring = new Ring();
        Survivor survivor = new Survivor(ring, true);
        Peer writing = writer.writeOn(ring, 500, "--fps", "500", "--overflow", "block")) {
      survivor.awaitMoreThan(50);
      writing.pause();
      try (Peer other = Language.CPP.write(ring, 1, 500)) {
        Thread.sleep(MILLIS);
        assertThat(other.exitCode()).as("a second writer: %s", other.output()).isEqualTo(2);
        assertThat(other.output()).contains(ring.path().toString()).contains("" + writing.pid());
      }
      long before = survivor.accepted();
      writing.resume();
      survivor.awaitMoreThan(before + 50);
      assertThat(survivor.missed()).isZero();
      survivor.assertWhole();
      assertThat(writing.alive()).as(writing.output()).isTrue();
    }
  }
}
