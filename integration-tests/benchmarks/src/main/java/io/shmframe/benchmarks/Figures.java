// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs everything, one after another, and prints the tables of {@code docs/figures.md}. */
public final class Figures {

  private static final Path ROOT = Path.of(System.getProperty("shmframe.root"));
  private static final List<String> ONLY = List.of(System.getProperty("figures.only").split(","));
  private static final int SECONDS = Integer.getInteger("figures.seconds", 6);

  private Figures() {}

  public static void main(String[] args) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%n%s, %d processors, Java %s%n",
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"));
    if (ONLY.contains("copies")) {
      copies();
    }
    if (ONLY.contains("latencies")) {
      latencies();
    }
    if (ONLY.contains("layouts")) {
      layouts();
    }
    if (ONLY.contains("idle")) {
      idle();
    }
    if (ONLY.contains("garbage")) {
      garbage();
    }
  }

  private static void copies() throws Exception {
    System.out.println(
        "\n| frames a second | C memcpy in | Java in | ratio | C in+out | Java in+out, stamp | ratio | compare | compare, new array |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    Path limit = compiled();
    for (String size : List.of("640x404", "1920x1080", "3840x2160")) {
      String[] sides = size.split("x");
      String said = output(List.of(limit.toString(), sides[0], sides[1], "3", "6"), Redirect.PIPE);
      double in = value(said, "in_fps");
      double inOut = value(said, "inout_fps");
      double javaIn = jmh("in", size);
      double stamp = jmh("inAndOutByStamp", size);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f | %.0f |%n",
          size,
          in,
          javaIn,
          javaIn / in,
          inOut,
          stamp,
          stamp / inOut,
          jmh("inAndOutByComparing", size),
          jmh("inAndOutIntoANewArray", size));
    }
  }

  private static double jmh(String method, String size) throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("CopyBenchmark\\." + method + "$")
                    .param("size", size)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    return results.iterator().next().getPrimaryResult().getScore();
  }

  private static void latencies() throws Exception {
    System.out.println(
        "\n| publish to first step | frames | body | wait | p50 us | p99 us | max us | reader's CPU % of a core |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (String wait : List.of("auto", "spin", "yield", "backoff", "sleep")) {
      latency("640x404", "33333", "bytes", wait);
      latency("640x404", "5000", "bytes", wait);
    }
    for (String body : List.of("bytes", "frame")) {
      for (String size : List.of("640x404", "1920x1080", "3840x2160")) {
        latency(size, "33333", body, "spin");
      }
    }
  }

  private static void latency(String size, String pace, String body, String wait) throws Exception {
    String[] said =
        measured(size, pace, "frameheader", "bodyType=" + body + "&waitStrategy=" + wait, false);
    System.out.printf(
        "| %s every %s ms | %s | %s | %s | %s | %s | %s | %s |%n",
        size, Long.parseLong(pace) / 1000, said[0], body, wait, said[1], said[2], said[3], said[4]);
  }

  /** By the layout: what guards the frame, and how a fresh one is told. */
  private static void layouts() throws Exception {
    System.out.println(
        "\n| layout | fresh by | frames | p50 us | p99 us | reader's CPU % of a core |");
    System.out.println("|---|---|---|---|---|---|");
    for (String size : List.of("640x404", "1920x1080")) {
      layout(size, "frameheader", "header");
      layout(size, "frameheader", "content");
      layout(size, "seqlock:u32,width:i32,height:i32,channels:i32", "header");
      layout(size, "width:i32,height:i32,channels:i32,sequence:u32", "header");
      layout(size, "width:i32,height:i32,channels:i32,valid:i32", "content");
      layout(size, "imginf", "content");
    }
  }

  private static void layout(String size, String layout, String freshness) throws Exception {
    String[] said = measured(size, "33333", layout, "freshness=" + freshness, false);
    System.out.printf(
        "| `%s` | %s | %s | %s | %s | %s |%n", layout, freshness, size, said[1], said[2], said[4]);
  }

  private static void idle() throws Exception {
    System.out.println("\n| nothing new | fresh by | frames | reader's CPU % of a core |");
    System.out.println("|---|---|---|---|");
    for (String size : List.of("640x404", "1920x1080", "3840x2160")) {
      idle(size, "frameheader", "header");
      idle(size, "width:i32,height:i32,channels:i32,valid:i32", "content");
    }
  }

  private static void idle(String size, String layout, String freshness) throws Exception {
    String said =
        beside(size, "0", layout, "freshness=" + freshness, IdleReader.class, "" + SECONDS).trim();
    System.out.printf("| `%s` | %s | %s | %s |%n", layout, freshness, size, said);
  }

  private static void garbage() throws Exception {
    System.out.println("\n| allocated per frame, without the body's own array | bytes |");
    System.out.println("|---|---|");
    for (String body : List.of("bytes", "frame")) {
      for (boolean pooled : new boolean[] {false, true}) {
        String[] said = measured("640x404", "2000", "frameheader", "bodyType=" + body, pooled);
        System.out.printf(
            "| bodyType=%s%s | %s |%n", body, pooled ? ", pooled exchanges" : "", said[5]);
      }
    }
  }

  private static String[] measured(
      String size, String pace, String layout, String options, boolean pooled) throws Exception {
    return beside(size, pace, layout, options, RouteReader.class, "" + SECONDS, "" + pooled)
        .trim()
        .split(";");
  }

  /** What a reader says that runs beside a writer. */
  private static String beside(
      String size, String pace, String layout, String options, Class<?> reader, String... arguments)
      throws Exception {
    String name = "shmframe-bench-" + UUID.randomUUID();
    String[] sides = size.split("x");
    Process writer =
        new ProcessBuilder(
                java(PacedWriter.class, "/dev/shm/" + name, sides[0], sides[1], pace, layout))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try {
      List<String> all = new ArrayList<>();
      all.add("shmframe:" + name + "?layout=" + layout + "&" + options);
      all.addAll(List.of(arguments));
      return output(java(reader, all.toArray(String[]::new)), Redirect.INHERIT);
    } finally {
      writer.outputWriter().append('\n').flush();
      if (!writer.waitFor(10, TimeUnit.SECONDS)) {
        writer.destroyForcibly();
      }
      Files.deleteIfExists(Path.of("/dev/shm", name));
    }
  }

  private static List<String> java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path compiled() throws Exception {
    Path program = ROOT.resolve("integration-tests/benchmarks/target/memcpy_limit");
    output(
        List.of(
            "g++",
            "-std=c++17",
            "-O2",
            ROOT.resolve("integration-tests/interop/src/test/cpp/memcpy_limit.cpp").toString(),
            "-o",
            program.toString(),
            "-lrt"),
        Redirect.INHERIT);
    return program;
  }

  private static String output(List<String> command, Redirect errors)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed:\n" + said);
    }
    return said;
  }

  private static double value(String line, String name) {
    for (String word : line.trim().split("\\s+")) {
      if (word.startsWith(name + "=")) {
        return Double.parseDouble(word.substring(name.length() + 1));
      }
    }
    throw new IllegalStateException("No " + name + " in: " + line);
  }
}
