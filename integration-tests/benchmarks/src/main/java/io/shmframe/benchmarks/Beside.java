// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A reader's process beside a writer's.
 *
 * @param size of the frames, as {@code 640x404}
 * @param period microseconds from a frame to the next; 0: there is only one
 * @param layout of the segment
 * @param options of the reader's endpoint
 * @param jvm options of both processes
 */
record Beside(String size, int period, String layout, String options, List<String> jvm) {

  static final Path MEMORY = Path.of("/dev/shm");

  /** From a route that measures itself; its latencies are also in a file. */
  RouteFigures measured(int seconds, boolean pooled, boolean copying) throws Exception {
    String name =
        String.join("-", layout, size, period + "us", options) + (pooled ? "-pooled" : "");
    Path file = Programs.histogram(jvm.isEmpty() ? name : name + "-without-futex");
    return RouteFigures.parse(
        said(RouteReader.class, "" + seconds, "" + pooled, "" + copying, file.toString()));
  }

  /** The share of a core, in percent, that a route takes whose segment does not change. */
  String idle(int seconds) throws Exception {
    return said(IdleReader.class, "" + seconds).trim();
  }

  private String said(Class<?> reader, String... arguments) throws Exception {
    String name = "shmframe-bench-" + UUID.randomUUID();
    String[] sides = size.split("x");
    List<String> writes =
        List.of(MEMORY.resolve(name).toString(), sides[0], sides[1], "" + period, layout);
    Process writer =
        new ProcessBuilder(Programs.java(jvm, PacedWriter.class, writes))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try {
      List<String> reads = new ArrayList<>();
      reads.add("shmframe:" + name + "?layout=" + layout + "&" + options);
      reads.addAll(List.of(arguments));
      return Programs.output(Programs.java(jvm, reader, reads), Redirect.INHERIT);
    } finally {
      writer.outputWriter().append('\n').flush();
      if (!writer.waitFor(10, TimeUnit.SECONDS)) {
        writer.destroyForcibly().waitFor();
      }
      remove(name);
    }
  }

  /** Removes a segment with all its files, which only a writer that failed leaves. */
  static void remove(String name) throws Exception {
    try (Stream<Path> files = Files.list(MEMORY)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(name)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
