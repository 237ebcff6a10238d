// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run that never was. */
final class Samples {

  static final Bench NEWEST = new Bench(Path.of("java"), 25, true, false, Path.of("target"));
  static final Bench OLD = new Bench(Path.of("java"), 17, false, false, Path.of("target"));

  private Samples() {}

  static Part part(String name) {
    return new Sample(name);
  }

  static Results results() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Results(new Progress(nowhere, 60));
  }

  static Run run(Results results, Part... parts) {
    return new Run(
        new Machine(
            "A Processor", 2, 24L << 30, "Linux 6", "never", 0.1, List.of("25.0.3", "17.0.15")),
        Instant.parse("2026-11-21T12:00:00Z"),
        false,
        List.of(parts),
        results.findings());
  }

  static Map<String, Double> values(String first, double one, String second, double two) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(first, one);
    values.put(second, two);
    return values;
  }

  /** Finds nothing by itself. */
  private record Sample(String name) implements Part {

    @Override
    public String title() {
      return "The part " + name;
    }

    @Override
    public String explanation() {
      return "How to read <" + name + ">.";
    }

    @Override
    public void measure(Bench bench, Report report) {}
  }
}
