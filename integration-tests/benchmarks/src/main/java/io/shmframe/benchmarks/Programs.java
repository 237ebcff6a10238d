// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the other programs of a measurement, and reads what they say. */
final class Programs {

  static final Path ROOT = Path.of(System.getProperty("shmframe.root"));
  static final Path TARGET = Path.of(System.getProperty("figures.target"));

  /** Takes the overlay of Java 22 away, and with it the futex. */
  static final String WITHOUT_FUTEX = "-Djdk.util.jar.enableMultiRelease=false";

  private Programs() {}

  /** The command of one of our own programs. */
  static List<String> java(List<String> options, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Compiles a C++ program of the project. */
  static Path compiled(String source) throws IOException, InterruptedException {
    Path file = ROOT.resolve(source);
    Path program = TARGET.resolve(file.getFileName().toString().replace(".cpp", ""));
    output(
        List.of("g++", "-std=c++17", "-O2", file.toString(), "-o", program.toString(), "-lrt"),
        Redirect.INHERIT);
    return program;
  }

  /** All that a program says until it ends, which must be well. */
  static String output(List<String> command, Redirect errors)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed:\n" + said);
    }
    return said;
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
  static Path histogram(String name) throws IOException {
    Path folder = Files.createDirectories(TARGET.resolve("histograms"));
    return folder.resolve(name.replaceAll("[^\\w.-]+", "-") + ".hgrm");
  }
}
