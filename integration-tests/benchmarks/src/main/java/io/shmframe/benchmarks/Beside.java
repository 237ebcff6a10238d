// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A reader's process beside a writer's.
 *
 * @param bench the JDK of both
 * @param size of the frames, as {@code 640x404}
 * @param period microseconds from a frame to the next
 * @param layout of the segment
 * @param options of the reader's endpoint
 * @param jvm options of both processes
 */
record Beside(
    Bench bench, String size, int period, String layout, String options, List<String> jvm) {

  static final Path MEMORY = Path.of("/dev/shm");

  /** What a start and an end may take on a machine that is busy. */
  private static final int PATIENCE_SECONDS = 45;

  /** With a ring. */
  static Beside ring(Bench bench, String size, int period, String options, String... jvm) {
    return new Beside(bench, size, period, PacedWriter.RING, options, List.of(jvm));
  }

  /** From a route that measures itself; its latencies are also in files. */
  RouteFigures measured(boolean pooled) throws Exception {
    String name =
        String.join("-", layout, size, period + "us", options)
            + (pooled ? "-pooled" : "")
            + (jvm.isEmpty() ? "" : "-without-futex");
    return RouteFigures.parse(
        said(
            RouteReader.class,
            "" + readerWarmUp(),
            "" + bench.seconds(4),
            "" + pooled,
            Programs.histogram(bench, name).toString()));
  }

  /** Both begin at about the same time; the reader gets used to the period, then it measures. */
  private int readerWarmUp() {
    return writerWarmUp() + (bench.quick() ? 400 : 1_000);
  }

  /** Long enough for what is measured to be compiled: 150 µs from a frame to the next. */
  private int writerWarmUp() {
    return bench.quick() ? 3_000 : 6_000;
  }

  private String said(Class<?> reader, String... arguments) throws Exception {
    String name = "shmframe-bench-" + UUID.randomUUID();
    String[] sides = size.split("x");
    List<String> writes =
        List.of(
            MEMORY.resolve(name).toString(),
            sides[0],
            sides[1],
            "" + period,
            layout,
            "" + writerWarmUp());
    Process writer =
        new ProcessBuilder(Programs.java(bench, jvm, PacedWriter.class, writes))
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      List<String> reads = new ArrayList<>();
      reads.add("shmframe:" + name + "?layout=" + layout + "&" + options);
      reads.addAll(List.of(arguments));
      String said =
          Programs.output(
              Programs.java(bench, jvm, reader, reads), Duration.ofSeconds(PATIENCE_SECONDS));
      return said + ended(writer);
    } finally {
      Programs.kill(writer);
      writer.waitFor();
      remove(name);
    }
  }

  /** What the writer says when it ends. */
  private static String ended(Process writer) throws IOException, InterruptedException {
    writer.outputWriter().append('\n').flush();
    if (!writer.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The writer does not end");
    }
    return new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Removes a segment with all its files, which only a writer that failed leaves. */
  static void remove(String name) throws IOException {
    try (Stream<Path> files = Files.list(MEMORY)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(name)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
