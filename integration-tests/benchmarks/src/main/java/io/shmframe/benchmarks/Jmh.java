// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a method of a benchmark of JMH's, in a process of its own. */
final class Jmh {

  private Jmh() {}

  /** Operations a second. */
  static double perSecond(Bench bench, Class<?> benchmark, String method, String size)
      throws RunnerException {
    List<String> jvm = new ArrayList<>(List.of("-Xmx1g", "-Xms1g"));
    jvm.addAll(Programs.nativeAccess(bench));
    if (bench.version() >= 24) {
      // It warns of what JMH does, in the midst of the progress.
      jvm.add("--sun-misc-unsafe-memory-access=allow");
    }
    TimeValue iteration = TimeValue.milliseconds(bench.quick() ? 600 : 1_000);
    return new Runner(
            new OptionsBuilder()
                .include("\\." + benchmark.getSimpleName() + "\\." + method + "$")
                .param("size", size)
                .jvm(bench.java().toString())
                .jvmArgs(jvm.toArray(String[]::new))
                .forks(1)
                .warmupIterations(1)
                .warmupTime(iteration)
                .measurementIterations(bench.quick() ? 1 : 2)
                .measurementTime(iteration)
                .timeout(TimeValue.seconds(60))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .runSingle()
        .getPrimaryResult()
        .getScore();
  }
}
