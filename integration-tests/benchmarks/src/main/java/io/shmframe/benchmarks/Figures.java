// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs everything, one after another, and prints the tables of {@code docs/figures.md}. */
public final class Figures {

  static final int SECONDS = Integer.getInteger("figures.seconds", 6);

  private static final List<String> ONLY = List.of(System.getProperty("figures.only").split(","));

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
    String document = System.getProperty("figures.document", "");
    RingTables.print(
        ONLY, document.isEmpty() ? Optional.empty() : Optional.of(Programs.ROOT.resolve(document)));
  }

  private static void copies() throws Exception {
    System.out.println(
        "\n| frames a second | C memcpy in | Java in | ratio | C in+out | Java in+out, stamp | ratio | compare | compare, new array |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    Path limit = Programs.compiled("integration-tests/interop/src/test/cpp/memcpy_limit.cpp");
    for (String size : List.of("640x404", "1920x1080", "3840x2160")) {
      String[] sides = size.split("x");
      String said =
          Programs.output(List.of(limit.toString(), sides[0], sides[1], "3", "6"), Redirect.PIPE);
      double in = Programs.value(said, "in_fps");
      double inOut = Programs.value(said, "inout_fps");
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
    return jmh(CopyBenchmark.class, method, size);
  }

  /** Operations a second of one method. */
  static double jmh(Class<?> benchmark, String method, String size) throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("\\." + benchmark.getSimpleName() + "\\." + method + "$")
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
      latency("640x404", 33_333, "bytes", wait);
      latency("640x404", 5_000, "bytes", wait);
    }
    for (String body : List.of("bytes", "frame")) {
      for (String size : List.of("640x404", "1920x1080", "3840x2160")) {
        latency(size, 33_333, body, "spin");
      }
    }
  }

  private static void latency(String size, int period, String body, String wait) throws Exception {
    RouteFigures it =
        measured(size, period, "frameheader", "bodyType=" + body + "&waitStrategy=" + wait, false);
    System.out.printf(
        Locale.ROOT,
        "| %s every %d ms | %d | %s | %s | %.1f | %.1f | %.1f | %.2f |%n",
        size,
        period / 1000,
        it.frames(),
        body,
        wait,
        it.p50(),
        it.p99(),
        it.max(),
        it.cpu());
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
    RouteFigures it = measured(size, 33_333, layout, "freshness=" + freshness, false);
    System.out.printf(
        Locale.ROOT,
        "| `%s` | %s | %s | %.1f | %.1f | %.2f |%n",
        layout,
        freshness,
        size,
        it.p50(),
        it.p99(),
        it.cpu());
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
    String said = new Beside(size, 0, layout, "freshness=" + freshness, List.of()).idle(SECONDS);
    System.out.printf("| `%s` | %s | %s | %s |%n", layout, freshness, size, said);
  }

  private static void garbage() throws Exception {
    System.out.println("\n| allocated per frame, without the body's own array | bytes |");
    System.out.println("|---|---|");
    for (String body : List.of("bytes", "frame")) {
      for (boolean pooled : new boolean[] {false, true}) {
        RouteFigures it = measured("640x404", 2_000, "frameheader", "bodyType=" + body, pooled);
        System.out.printf(
            "| bodyType=%s%s | %d |%n", body, pooled ? ", pooled exchanges" : "", it.garbage());
      }
    }
  }

  private static RouteFigures measured(
      String size, int period, String layout, String options, boolean pooled) throws Exception {
    return new Beside(size, period, layout, options, List.of()).measured(SECONDS, pooled, false);
  }
}
