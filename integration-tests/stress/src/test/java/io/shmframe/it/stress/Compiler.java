// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Builds C++ programs, each once in a run, with every warning an error. */
final class Compiler {

  private static final Path ROOT = Path.of(System.getProperty("shmframe.test.root"));
  private static final Path INCLUDE = ROOT.resolve("camel-shmframe/clients/cpp/include");
  private static final Path BUILT = ROOT.resolve("integration-tests/stress/target/peers");
  private static final ConcurrentMap<Path, Path> PROGRAMS = new ConcurrentHashMap<>();

  private Compiler() {}

  /** A program of the clients or of these tests. */
  static Path program(Path source) {
    return PROGRAMS.computeIfAbsent(source, Compiler::build);
  }

  /** A program of these tests, by its name without the ending. */
  static Path own(String name) {
    return program(ROOT.resolve("integration-tests/stress/src/test/cpp/" + name + ".cpp"));
  }

  private static Path build(Path source) {
    Path program = BUILT.resolve(source.getFileName().toString().replace(".cpp", ""));
    try {
      Files.createDirectories(BUILT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            "g++",
            "-std=c++17",
            "-O2",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-I" + INCLUDE,
            source.toString(),
            "-o",
            program.toString(),
            "-pthread");
    try (Peer compiler = new Peer(command)) {
      assertThat(compiler.exitCode()).as("%s%n%s", command, compiler.output()).isZero();
    }
    return program;
  }
}
