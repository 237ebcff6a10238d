// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time of this process from one moment to another, in nanoseconds. What Java says of
 * it is counted in hundredths of a second, two of which in six seconds are as much as an idle
 * consumer may take; so the kernel's own count is taken where there is one. A thread that ended in
 * between is not in that.
 */
final class ProcessorTime {

  private static final Path THREADS = Path.of("/proc/self/task");

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final Map<String, Long> threads = new HashMap<>();
  private long coarse;

  /** The first moment. */
  void begin() {
    coarse = system.getProcessCpuTime();
    threads.clear();
    threads.putAll(now());
  }

  /** Since then. */
  long sinceBegin() {
    Map<String, Long> now = now();
    if (now.isEmpty()) {
      return system.getProcessCpuTime() - coarse;
    }
    return now.entrySet().stream()
        .mapToLong(it -> it.getValue() - threads.getOrDefault(it.getKey(), 0L))
        .sum();
  }

  private static Map<String, Long> now() {
    Map<String, Long> times = new HashMap<>();
    try (Stream<Path> all = Files.list(THREADS)) {
      for (Path thread : all.toList()) {
        try {
          String said = Files.readString(thread.resolve("schedstat"));
          times.put(thread.toString(), Long.parseLong(said.substring(0, said.indexOf(' '))));
        } catch (IOException e) {
          // It has just ended, or this kernel does not count.
        }
      }
    } catch (IOException e) {
      times.clear();
    }
    return times;
  }
}
