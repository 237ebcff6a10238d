// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The least that this machine takes: what is measured elsewhere cannot be below it. */
final class ReferencePart implements Part {

  private static final int SECONDS = 2;

  /** Beside that, to start and to warm up. */
  private static final int PATIENCE_SECONDS = 40;

  /** Enough for what says when it was due, and little to copy. */
  private static final int SMALL = 64;

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public String title() {
    return "The floor of this machine, in C++";
  }

  @Override
  public String explanation() {
    return """
        Two processes in C++ (`reference.cpp`) with four slots in `/dev/shm` and nothing but a number for each: \
        no checks, no second reader, no crash is thought of.
        `futex` and `spin` take 64 bytes every 5 or 33 ms: microseconds from the moment at which they were due until their \
        reader has them, and the share of a core that the reader takes, asleep until it is woken or looking all the time. \
        `memcpy` copies frames of three bytes a pixel in and out as fast as both can; \
        none is lost, and each is checked at its beginning and its end.""";
  }

  @Override
  public double estimate(Bench bench) {
    if (!bench.newest()) {
      return 0;
    }
    return bench.quick() ? 12 : 19;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    if (!bench.newest()) {
      // There is no Java in it.
      return;
    }
    try (PeerKit kit = new PeerKit(bench)) {
      Path program = kit.programs().reference();
      for (String how : List.of("futex", "spin")) {
        wake(bench, report, program, how, "5 ms", 200);
        wake(bench, report, program, how, "33 ms", 30);
      }
      for (String size : Sizes.ALL) {
        report.measuring(this, bench, "memcpy " + size);
        report.row(
            this,
            bench,
            "memcpy " + size,
            Map.of("frames/s", memcpy(program, Sizes.bytes(size), bench.seconds(SECONDS))));
      }
    } catch (PeerMissingException e) {
      report.missing(this, "the floor", e.getMessage());
    }
  }

  private void wake(
      Bench bench, Report report, Path program, String how, String period, int framesPerSecond)
      throws Exception {
    report.measuring(this, bench, how + " " + period);
    String said = said(program, how, SMALL, bench.seconds(SECONDS), framesPerSecond);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(RouteFigures.P50, Programs.value(said, "p50"));
    values.put(RouteFigures.P99, Programs.value(said, "p99"));
    values.put(RouteFigures.READER_CPU, Programs.value(said, "cpu"));
    report.row(this, bench, how + " " + period, values);
  }

  /** Frames a second, in and out. */
  static double memcpy(Path program, long bytes, int seconds) throws Exception {
    return Programs.value(said(program, "spin", bytes, seconds, 0), "fps");
  }

  /** The reader's line; the program fails if a frame was wrong. */
  private static String said(Path program, String how, long bytes, int seconds, int framesPerSecond)
      throws Exception {
    List<String> command =
        List.of(program.toString(), how, "-", "" + bytes, "" + seconds, "" + framesPerSecond);
    return Programs.output(command, Duration.ofSeconds(seconds + PATIENCE_SECONDS))
        .lines()
        .filter(line -> line.contains("wrong="))
        .findFirst()
        .orElseThrow();
  }
}
