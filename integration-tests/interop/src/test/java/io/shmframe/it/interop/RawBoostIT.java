// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The C++ program of {@link RawPeersTest} as a user of Boost has it, with {@code
 * shared_memory_object} and {@code mapped_region}. Needs Debian's libboost-dev, so only {@code
 * .ci/run} runs it, which installs that.
 */
@Timeout(300)
class RawBoostIT {

  private static final Path SOURCES =
      Path.of(System.getProperty("shmframe.test.root")).resolve("examples/peers/cpp");

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} channel(s)")
  @ValueSource(ints = {1, 3})
  void shouldAnswerAProgramOfBoostInterprocess(int channels) throws Exception {
    Path program = folder.resolve("raw_client");
    run(
        List.of(
            "g++",
            "-std=c++17",
            "-O2",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-DSHMFRAME_BOOST",
            "-I" + SOURCES,
            SOURCES.resolve("raw_client.cpp").toString(),
            "-o",
            program.toString(),
            "-pthread",
            "-lrt"));
    try (Segment segment = new Segment();
        Routes route =
            Routes.consuming(
                RawPeersTest.consumer(segment),
                exchange -> RawPeersTest.answer(exchange, channels))) {
      List<String> output =
          run(
              List.of(
                  program.toString(),
                  segment.name(),
                  "--width",
                  "" + RawPeersTest.WIDTH,
                  "--height",
                  "" + RawPeersTest.HEIGHT,
                  "--rounds",
                  "100",
                  "--answer-channels",
                  "" + channels));
      assertThat(output).endsWith("rounds=100 wrong=0");
      assertThat(route.consumer().counters().delivered()).isGreaterThanOrEqualTo(100);
    }
  }

  /** Runs it to its end, which has to be a good one; what it printed. */
  private List<String> run(List<String> command) throws Exception {
    File output = folder.resolve("output").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      List<String> lines = Files.readAllLines(output.toPath());
      assertThat(ended).as("%s has ended: %s", command, lines).isTrue();
      assertThat(process.exitValue()).as("%s: %s", command, lines).isZero();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
