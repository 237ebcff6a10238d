// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the kernel says of this process.
 *
 * @param threads all of them, the JVM's own included
 * @param files file descriptors, without the one that it takes to count them
 * @param mappings of memory
 * @param segments those among them that are of a measurement's segments
 * @param residentMib MiB of memory that it has, shared memory that it has touched included
 * @param anonymousMib MiB of it that belong to no file, which is what a process can leak
 */
record ProcessLook(
    int threads, int files, int mappings, int segments, double residentMib, double anonymousMib) {

  private static final Path SELF = Path.of("/proc/self");
  private static final double KIB_PER_MIB = 1024;

  static ProcessLook now() throws IOException {
    List<String> status = Files.readAllLines(SELF.resolve("status"));
    List<String> maps = Files.readAllLines(SELF.resolve("maps"));
    return new ProcessLook(
        (int) number(status, "Threads:"),
        descriptors(),
        maps.size(),
        (int) maps.stream().filter(line -> line.contains("shmframe-bench-")).count(),
        number(status, "VmRSS:") / KIB_PER_MIB,
        number(status, "RssAnon:") / KIB_PER_MIB);
  }

  private static int descriptors() throws IOException {
    try (Stream<Path> all = Files.list(SELF.resolve("fd"))) {
      return (int) all.count() - 1;
    }
  }

  private static double number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).trim().split("\\s+")[0])
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Names and values, as {@link Programs#value} reads them. */
  String line() {
    return String.format(
        Locale.ROOT,
        "threads=%d files=%d mappings=%d segments=%d resident=%.2f anonymous=%.2f",
        threads,
        files,
        mappings,
        segments,
        residentMib,
        anonymousMib);
  }
}
