// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts the other programs of a measurement, and reads what they say. */
final class Programs {

  static final Path ROOT = Path.of(System.getProperty("shmframe.root", "."));

  /** Takes the overlay of Java 22 away, and with it the futex. */
  static final String WITHOUT_FUTEX = "-Djdk.util.jar.enableMultiRelease=false";

  private Programs() {}

  /** The command of one of our own programs. */
  static List<String> java(
      Bench bench, List<String> options, Class<?> main, List<String> arguments) {
    return java(bench, options, main.getName(), arguments);
  }

  /** The same of a program that is only on the class path when it runs. */
  static List<String> java(Bench bench, List<String> options, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(bench.java().toString());
    command.add("-Xmx512m");
    command.addAll(nativeAccess(bench));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command;
  }

  /** What a JVM must be told to let the futex be called, where it has one. */
  static List<String> nativeAccess(Bench bench) {
    return bench.version() >= 22 ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
  }

  /** Compiles a C++ program of the project. */
  static Path compiled(Bench bench, String source) throws IOException, InterruptedException {
    Path file = ROOT.resolve(source);
    Path program = bench.target().resolve(file.getFileName().toString().replace(".cpp", ""));
    output(
        List.of("g++", "-std=c++17", "-O2", file.toString(), "-o", program.toString(), "-lrt"),
        Duration.ofMinutes(1));
    return program;
  }

  /** All that a program says until it ends, which must be well and in time. */
  static String output(List<String> command, Duration atMost)
      throws IOException, InterruptedException {
    return output(command, atMost, line -> {});
  }

  /** The same; each line is heard as it is said. */
  static String output(List<String> command, Duration atMost, Consumer<String> heard)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    try {
      // A reader of its output would wait for as long as a process that hangs.
      process
          .onExit()
          .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete(
              (ended, late) -> {
                if (late != null) {
                  kill(process);
                }
              });
      StringBuilder said = new StringBuilder();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line; (line = lines.readLine()) != null; ) {
          said.append(line).append('\n');
          heard.accept(line);
        }
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            String.join(" ", shown(command))
                + " failed with "
                + code
                + ", or took more than "
                + atMost.toSeconds()
                + " s:\n"
                + said);
      }
      return said.toString();
    } finally {
      kill(process);
    }
  }

  /** Ends a process, and what it has started. */
  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Without the class path, which has a hundred names. */
  private static List<String> shown(List<String> command) {
    int classPath = command.indexOf("-cp");
    return classPath < 0 ? command : command.subList(classPath + 2, command.size());
  }

  /** The number behind a name and an equals sign. */
  static double value(String line, String name) {
    for (String word : line.trim().split("\\s+")) {
      if (word.startsWith(name + "=")) {
        return Double.parseDouble(word.substring(name.length() + 1));
      }
    }
    throw new IllegalStateException("No " + name + " in: " + line);
  }

  /** The file of a histogram, whose folder is there. */
  static Path histogram(Bench bench, String name) throws IOException {
    Path folder = Files.createDirectories(bench.target().resolve("histograms"));
    return folder.resolve(
        "jdk" + bench.version() + "-" + name.replaceAll("[^\\w.-]+", "-") + ".hgrm");
  }
}
