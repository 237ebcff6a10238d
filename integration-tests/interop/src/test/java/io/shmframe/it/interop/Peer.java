// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A foreign program as a real process. What it prints is kept, and it is gone when the test is
 * over.
 */
final class Peer implements AutoCloseable {

  private static final Path ROOT = Path.of(System.getProperty("shmframe.test.root"));
  private static final Path CPP = ROOT.resolve("examples/peers/cpp");
  private static final Path PYTHON = ROOT.resolve("examples/peers/python");
  private static final Path OPENCV = ROOT.resolve("examples/peers/opencv");
  private static final Path TORTURE = ROOT.resolve("integration-tests/interop/src/test/cpp");
  private static final Path BUILT = ROOT.resolve("integration-tests/interop/target/peers");

  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final Thread pump;

  private Peer(List<String> command) {
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("A tool that the tests need is missing: " + command, e);
    }
    pump = new Thread(this::pump, "peer");
    pump.setDaemon(true);
    pump.start();
  }

  static Peer cppWriter(String... arguments) {
    return start(built(CPP.resolve("camera_writer.cpp")), arguments);
  }

  static Peer cppReader(String... arguments) {
    return start(built(CPP.resolve("viewer_reader.cpp")), arguments);
  }

  static Peer tortureWriter(String... arguments) {
    return start(built(TORTURE.resolve("torture_writer.cpp")), arguments);
  }

  static Peer pythonWriter(String... arguments) {
    return start("python3", PYTHON.resolve("camera_writer.py"), arguments);
  }

  static Peer pythonReader(String... arguments) {
    return start("python3", PYTHON.resolve("viewer_reader.py"), arguments);
  }

  /** A C++ program of examples/peers/cpp, by its name without the ending. */
  static Peer cpp(String program, String... arguments) {
    return start(built(CPP.resolve(program + ".cpp")), arguments);
  }

  /** A Python program of examples/peers/python, by its name without the ending. */
  static Peer python(String program, String... arguments) {
    return start("python3", PYTHON.resolve(program + ".py"), arguments);
  }

  /** A C++ program of this module's own, by its name without the ending. */
  static Peer testProgram(String program, String... arguments) {
    return start(built(TORTURE.resolve(program + ".cpp")), arguments);
  }

  /** With {@code cv::imread}; needs Debian's libopencv-dev. */
  static Peer imreadWriter(String... arguments) {
    return start(built(OPENCV.resolve("imread_writer.cpp")), arguments);
  }

  /**
   * With {@code np.frombuffer}; needs Debian's python3-numpy and python3-opencv, which serve
   * Debian's own Python.
   */
  static Peer frombufferReader(String... arguments) {
    return start("/usr/bin/python3", OPENCV.resolve("frombuffer_reader.py"), arguments);
  }

  /**
   * A Python program of examples/peers/opencv, by its name without the ending; needs what {@link
   * #frombufferReader} needs.
   */
  static Peer opencvPython(String program, String... arguments) {
    return start("/usr/bin/python3", OPENCV.resolve(program + ".py"), arguments);
  }

  /** A C++ program of examples/peers/opencv, by its name without the ending. */
  static Peer opencvCpp(String program, String... arguments) {
    return start(built(OPENCV.resolve(program + ".cpp")), arguments);
  }

  private static Peer start(String interpreter, Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(interpreter, script.toString()));
    command.addAll(List.of(arguments));
    return new Peer(command);
  }

  private static Peer start(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return new Peer(command);
  }

  /** Compiles a source once, as its users would, with every warning an error. */
  private static Path built(Path source) {
    synchronized (Peer.class) {
      String name = source.getFileName().toString().replace(".cpp", "");
      Path program = BUILT.resolve(name);
      // Of this JVM's own until it is whole: another one may want the same program.
      Path fresh = BUILT.resolve(name + "." + ProcessHandle.current().pid());
      try {
        Files.createDirectories(BUILT);
        if (Files.exists(program)
            && Files.getLastModifiedTime(program).compareTo(newest(source)) > 0) {
          return program;
        }
        List<String> command =
            new ArrayList<>(
                List.of(
                    "g++",
                    "-std=c++17",
                    "-O2",
                    "-Wall",
                    "-Wextra",
                    "-Wpedantic",
                    "-Werror",
                    "-I" + CPP,
                    source.toString(),
                    "-o",
                    fresh.toString(),
                    "-pthread",
                    "-lrt"));
        if (source.startsWith(OPENCV)) {
          command.addAll(
              List.of(
                  "-isystem/usr/include/opencv4",
                  "-lopencv_core",
                  "-lopencv_imgproc",
                  "-lopencv_imgcodecs",
                  "-lopencv_videoio"));
        }
        try (Peer compiler = new Peer(command)) {
          assertThat(compiler.exitCode()).as("%s%n%s", command, compiler.output()).isZero();
        }
        return Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** When the source, or any header that it may include, was changed last. */
  private static FileTime newest(Path source) throws IOException {
    FileTime newest = Files.getLastModifiedTime(source);
    for (Path folder : List.of(CPP, OPENCV)) {
      try (DirectoryStream<Path> headers = Files.newDirectoryStream(folder, "*.hpp")) {
        for (Path header : headers) {
          FileTime changed = Files.getLastModifiedTime(header);
          newest = changed.compareTo(newest) > 0 ? changed : newest;
        }
      }
    }
    return newest;
  }

  /** Waits for the process to end by itself. */
  int exitCode() {
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        throw new AssertionError("It does not end; it said:\n" + output());
      }
      pump.join(10_000);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  void requireAlive() {
    assertThat(alive()).as(output()).isTrue();
  }

  long pid() {
    return process.pid();
  }

  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  String lastLine() {
    synchronized (output) {
      return output.isEmpty() ? "" : output.get(output.size() - 1);
    }
  }

  /** Waits until it has printed a line that begins so. */
  void awaitLine(String beginning) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      // Asked before the look, which so sees all that an ended one has said.
      boolean ended = !process.isAlive() && !pump.isAlive();
      synchronized (output) {
        if (output.stream().anyMatch(line -> line.startsWith(beginning))) {
          return;
        }
      }
      if (ended) {
        break;
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new AssertionError("It did not say '" + beginning + "', but:\n" + output());
  }

  private void pump() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        synchronized (output) {
          output.add(line);
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
