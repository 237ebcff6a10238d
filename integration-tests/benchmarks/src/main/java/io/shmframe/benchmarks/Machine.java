// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What machine it was.
 *
 * @param processor its model
 * @param cores that the JVM may use
 * @param memoryBytes of the machine
 * @param kernel and its version
 * @param hugePages what the kernel does with huge pages for shared memory
 * @param load of the machine before anything was started: others on it make all figures worse
 * @param jvms versions of the JDKs that are measured
 */
record Machine(
    String processor,
    int cores,
    long memoryBytes,
    String kernel,
    String hugePages,
    double load,
    List<String> jvms) {

  static Machine here(List<String> jvms) {
    return new Machine(
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        shmemHugePages(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        jvms);
  }

  private static String processorModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("a processor that does not say its name");
    } catch (IOException e) {
      return "a processor of which /proc/cpuinfo says nothing";
    }
  }

  private static String shmemHugePages() {
    try {
      String said = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/shmem_enabled"));
      return said.substring(said.indexOf('[') + 1, said.indexOf(']'));
    } catch (IOException | StringIndexOutOfBoundsException e) {
      return "unknown";
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %.0f GiB of memory, %s, huge pages for shared memory: %s, load before: %.1f, Java %s",
        processor,
        cores,
        memoryBytes / (double) (1 << 30),
        kernel,
        hugePages,
        load,
        String.join(" and ", jvms));
  }
}
