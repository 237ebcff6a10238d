// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.frame.RingFigures;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A loan that lasts {@code -Dstress.hold} seconds while the writer goes on at full speed. What it
 * costs the writer is reported.
 */
@Timeout(300)
class HeldLoanIT {

  private static final double SECONDS =
      Double.parseDouble(System.getProperty("stress.hold", "0.5"));
  private static final int BYTES = 65_536;

  @ParameterizedTest
  @CsvSource({"CPP, JAVA_25", "JAVA_25, CPP"})
  void shouldKeepAFrameAsItIs(Language writer, Language reader) throws Exception {
    try (Ring ring = new Ring();
        Peer writing = writer.writeOn(ring, BYTES, "--slots", "6")) {
      try (Survivor first = new Survivor(ring, false)) {
        first.awaitMoreThan(0);
      }
      double before = rate(ring, writing);
      try (Peer lending = lender(reader, ring)) {
        lending.awaitLine("holds");
        double during = rate(ring, writing);
        lending.awaitLine("held");
        assertThat(lending.exitCode()).as(lending.output()).isZero();
        RingFigures figures = RingFigures.of(ring.path());
        assertThat(figures.skipped()).as("slots passed over").isPositive();
        assertThat(figures.freed()).isZero();
        System.out.printf(
            Locale.ROOT,
            "%s writes, %s holds a loan for %.1f s: %.0f frames per CPU second before, %.0f meanwhile"
                + " (%+.1f %%), %.0f afterwards, %d slots passed over%n",
            writer,
            reader,
            SECONDS,
            before,
            during,
            100 * (during / before - 1),
            rate(ring, writing),
            figures.skipped());
      }
      assertThat(writing.alive()).as(writing.output()).isTrue();
    }
  }

  private static Peer lender(Language reader, Ring ring) {
    return reader == Language.CPP
        ? StepPeer.reader(ring, 1, 0, "--loan", "--hold", "" + SECONDS)
        : reader.read(ring, 1, "--loan", "--hold", "" + SECONDS);
  }

  /**
   * Frames for each second that the writer had a processor, for most of the time that a loan lasts:
   * by the clock it would depend on whoever else wants the processor.
   */
  private static double rate(Ring ring, Peer writing) throws Exception {
    long began = writing.cpuNanos();
    long before = RingFigures.of(ring.path()).published();
    TimeUnit.MILLISECONDS.sleep((long) (SECONDS * 800));
    long published = RingFigures.of(ring.path()).published() - before;
    return published * 1e9 / (writing.cpuNanos() - began);
  }
}
