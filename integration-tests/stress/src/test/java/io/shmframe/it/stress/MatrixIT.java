// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of process as writer and as reader, at full speed, every byte looked at. A quick run
 * takes some pairs; {@code -Dstress.pairs=all} takes all, and {@code -Dstress.frames} says how many
 * frames each reader must have.
 */
@Timeout(1200)
class MatrixIT {

  private static final long FRAMES = Long.getLong("stress.frames", 2_000);
  private static final long MANY = Long.getLong("stress.many", 10_000);
  private static final int TINY = 64;
  private static final int SMALL = 4096;
  private static final int PICTURE = 640 * 404 * 3;
  private static final boolean ALL = "all".equals(System.getProperty("stress.pairs"));

  private static long copied;
  private static long torn;

  @BeforeAll
  static void begin() {
    copied = 0;
    torn = 0;
  }

  /** What a run is. */
  record Run(Language writer, Language reader, boolean loan) {

    @Override
    public String toString() {
      return writer + " -> " + reader + (loan ? " on loan" : "");
    }
  }

  static Stream<Run> runs() {
    if (!ALL) {
      return Stream.of(
          new Run(Language.CPP, Language.JAVA_17, false),
          new Run(Language.JAVA_25, Language.CPP, true),
          new Run(Language.JAVA_17, Language.PYTHON, false),
          new Run(Language.PYTHON, Language.CPP, false));
    }
    return Stream.of(Language.values())
        .flatMap(
            writer ->
                Stream.of(Language.values())
                    .flatMap(
                        reader ->
                            Stream.of(false, true)
                                .filter(loan -> !loan || reader.lends())
                                .map(loan -> new Run(writer, reader, loan))));
  }

  static Stream<Run> fours() {
    return Stream.of(ALL ? Language.values() : new Language[] {Language.CPP})
        .flatMap(
            writer ->
                Stream.of(ALL ? new Boolean[] {false, true} : new Boolean[] {false})
                    .map(loan -> new Run(writer, Language.CPP, loan)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void shouldGiveOneReaderWholeFramesOnly(Run run) {
    assertWhole(run.writer(), List.of(run.reader()), run.loan(), SMALL, FRAMES);
  }

  /** One of each kind; on loan, a second one in C++ in place of Python's, which lends nothing. */
  @ParameterizedTest
  @MethodSource("fours")
  void shouldGiveFourReadersWholeFramesOnly(Run run) {
    List<Language> readers =
        List.of(
            Language.JAVA_17,
            Language.JAVA_25,
            Language.CPP,
            run.loan() ? Language.CPP : Language.PYTHON);
    assertWhole(run.writer(), readers, run.loan(), SMALL, FRAMES, "--all");
  }

  static Stream<Language> some() {
    return ALL ? Stream.of(Language.JAVA_25, Language.CPP) : Stream.of(Language.JAVA_25);
  }

  @ParameterizedTest
  @MethodSource("some")
  void shouldGiveWholePictures(Language reader) {
    assertWhole(Language.CPP, List.of(reader), true, PICTURE, Math.max(FRAMES / 10, 200));
    assertWhole(Language.CPP, List.of(reader), false, PICTURE, Math.max(FRAMES / 10, 200));
  }

  static Stream<Run> many() {
    Stream<Run> java = Stream.of(new Run(Language.JAVA_25, Language.JAVA_25, true));
    Stream<Run> mixed =
        Stream.of(
            new Run(Language.CPP, Language.JAVA_25, true),
            new Run(Language.JAVA_25, Language.CPP, true));
    return ALL ? Stream.concat(java, mixed) : java;
  }

  /** Tiny ones, each copied and lent, {@code -Dstress.many} of them. */
  @ParameterizedTest
  @MethodSource("many")
  void shouldGiveManyFramesOfAFewBytes(Run run) {
    assertWhole(run.writer(), List.of(run.reader(), run.reader()), false, TINY, MANY, "--all");
    assertWhole(run.writer(), List.of(run.reader()), run.loan(), TINY, MANY);
  }

  static Stream<Language> naive() {
    return ALL
        ? Stream.of(Language.JAVA_25, Language.CPP, Language.PYTHON)
        : Stream.of(Language.JAVA_25);
  }

  /** The harness must be able to see a torn frame, or its other results mean nothing. */
  @ParameterizedTest
  @MethodSource("naive")
  void shouldShowTornFramesToAReaderThatDoesNotCheck(Language reader) {
    // In C++ the frame is copied so fast that few are torn.
    long frames = reader == Language.CPP ? 1_000_000 : 20_000;
    try (Ring ring = new Ring();
        Peer naive = reader.read(ring, frames, "--naive");
        Peer writer = Language.CPP.writeOn(ring, SMALL)) {
      assertThat(naive.exitCode()).as(naive.output()).isEqualTo(1);
      assertThat(naive.number("wrong")).as(naive.output()).isGreaterThan(3);
      assertThat(writer.alive()).as(writer.output()).isTrue();
      System.out.printf(
          Locale.ROOT,
          "naive %s: %d of %d frames wrong%n",
          reader,
          naive.number("wrong"),
          naive.number("accepted"));
    }
  }

  /** Else the readers and the writer have not met. */
  @AfterAll
  static void shouldHaveRejectedSomeLooks() {
    System.out.printf(
        Locale.ROOT, "all runs: %d frames accepted, %d looks rejected%n", copied, torn);
    assertThat(torn).as("looks rejected in all runs").isGreaterThan(3);
  }

  private static void assertWhole(
      Language writer,
      List<Language> readers,
      boolean loan,
      int bytes,
      long frames,
      String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--seconds", "500"));
    if (loan) {
      all.add("--loan");
    }
    List<Peer> reading = new ArrayList<>();
    try (Ring ring = new Ring()) {
      long began = System.nanoTime();
      for (Language reader : readers) {
        reading.add(reader.read(ring, frames, all.toArray(String[]::new)));
      }
      reading.forEach(reader -> reader.awaitLine("ready"));
      try (Peer source = writer.writeOn(ring, bytes, "--slots", "8")) {
        for (int i = 0; i < readers.size(); i++) {
          check(readers.get(i), reading.get(i), loan, frames);
        }
        assertThat(source.alive()).as(source.output()).isTrue();
      }
      report(writer + " -> " + readers + (loan ? " on loan " : " ") + bytes, reading, began);
    } finally {
      reading.forEach(Peer::close);
    }
  }

  private static void check(Language language, Peer reader, boolean loan, long frames) {
    assertThat(reader.exitCode()).as("%s: %s", language, reader.output()).isZero();
    assertThat(reader.number("wrong")).as(reader.output()).isZero();
    assertThat(reader.number("invalid")).as(reader.output()).isZero();
    assertThat(reader.number("accepted")).as(reader.output()).isGreaterThanOrEqualTo(frames);
    if (loan) {
      assertThat(reader.number("loans"))
          .as("frames that were really lent: %s", reader.output())
          .isGreaterThan(frames / 2);
    }
    copied += reader.number("accepted");
    torn += reader.number("torn");
  }

  private static void report(String what, List<Peer> readers, long began) {
    System.out.printf(
        Locale.ROOT,
        "%s bytes: %.1f s; torn %s, missed %s%n",
        what,
        (System.nanoTime() - began) / 1e9,
        readers.stream().map(reader -> reader.number("torn")).toList(),
        readers.stream().map(reader -> reader.number("missed")).toList());
  }
}
