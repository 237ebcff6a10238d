// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What machine it was.
 *
 * @param processor its model
 * @param cores that the JVM may use
 * @param memoryBytes of the machine
 * @param kernel and its version
 * @param jvm and its version
 */
record Machine(String processor, int cores, long memoryBytes, String kernel, String jvm) {

  static Machine here() {
    return new Machine(
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
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

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %.0f GiB of memory, %s, %s",
        processor,
        cores,
        memoryBytes / (double) (1 << 30),
        kernel,
        jvm);
  }
}
