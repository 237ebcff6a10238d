// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Runs the parts, one after another, each on all JDKs, and writes what they found. */
public final class Benchmarks {

  private final Arguments arguments;
  private final List<Jdk> jdks;
  private final List<Part> parts;
  private final PrintStream out;

  private Benchmarks(Arguments arguments, List<Jdk> jdks, List<Part> parts, PrintStream out) {
    this.arguments = arguments;
    this.jdks = jdks;
    this.parts = parts;
    this.out = out;
  }

  /** Takes its options from the system properties {@code benchmarks.*}; see {@link Arguments}. */
  public static void main(String[] args) throws Exception {
    // Maven does not end what it started when it is killed itself.
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    Arguments arguments = Arguments.of(System.getProperties(), Programs.ROOT);
    List<Part> parts = arguments.chosen(Parts.all(), Parts.ONLY_WHEN_ASKED);
    List<Jdk> jdks = Jdk.measured(arguments.jdks());
    Files.createDirectories(arguments.target());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    boolean failed = new Benchmarks(arguments, jdks, parts, out).run();
    // Maven's java would wait for threads of libraries.
    System.exit(failed ? 1 : 0);
  }

  private boolean run() throws IOException, InterruptedException {
    Instant when = Instant.now();
    Machine machine = Machine.here(measured().stream().map(Jdk::version).toList());
    out.println("benchmarks: " + machine);
    Progress progress = new Progress(out, estimate());
    Results results = new Results(progress);
    Run run = new Run(machine, when, arguments.quick(), parts, results.findings());
    if (arguments.document().isPresent()) {
      // Better to fail now than after twenty minutes.
      Markdown.filled(Files.readString(arguments.document().get()), run);
    }
    for (Part part : parts) {
      for (Bench bench : benches()) {
        double estimate = part.estimate(bench);
        progress.begins(estimate);
        if (estimate > 0) {
          measure(part, bench, results);
        }
      }
    }
    References.ratios(results, benches().get(0));
    write(run);
    return !results.findings().failures().isEmpty();
  }

  private static void measure(Part part, Bench bench, Results results) throws InterruptedException {
    results.measuring(part, bench, part.title());
    try {
      part.measure(bench, results);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      results.failed(part, bench, e);
    }
  }

  /** The newest JDK first; quickly there is only that one. */
  private List<Jdk> measured() {
    return arguments.quick() ? jdks.subList(0, 1) : jdks;
  }

  private List<Bench> benches() {
    return measured().stream()
        .map(
            jdk ->
                new Bench(
                    jdk.java(),
                    jdk.feature(),
                    jdk.equals(jdks.get(0)),
                    arguments.quick(),
                    arguments.target()))
        .toList();
  }

  private double estimate() {
    return parts.stream()
        .mapToDouble(part -> benches().stream().mapToDouble(part::estimate).sum())
        .sum();
  }

  private void write(Run run) throws IOException {
    String text = Markdown.whole(run);
    Files.writeString(target("md"), text);
    Files.writeString(target("json"), Json.of(run));
    Files.writeString(target("html"), Page.of(run));
    out.println();
    out.println(text);
    out.println(
        "benchmarks: " + target("json") + " has all figures, " + target("html") + " shows them");
    if (arguments.document().isPresent()) {
      Path document = arguments.document().get();
      Files.writeString(document, Markdown.filled(Files.readString(document), run));
    }
  }

  private Path target(String extension) {
    return arguments.target().resolve("benchmarks." + extension);
  }
}
