// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application as its user starts it, from the jar or with {@code -Dnative} the executable. */
// In a thread of its own, since an interrupt ends no read of a pipe.
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class PackagedIT {

  @TempDir Path folder;

  private Process start(String... options) throws IOException {
    List<String> said = new ArrayList<>();
    said.add("-Dquarkus.http.port=0");
    said.add("-Dedge.directory=" + folder);
    Arrays.stream(options).map(option -> "-D" + option).forEach(said::add);
    Path executable = Path.of(System.getProperty("native.image.path"));
    List<String> command = new ArrayList<>();
    if (Files.exists(executable)) {
      command.add(executable.toString());
      command.addAll(said);
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Xmx256m");
      command.addAll(said);
      command.add("-jar");
      command.add(Path.of("target/quarkus-app/quarkus-run.jar").toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @ParameterizedTest
  @CsvSource({
    "edge.detector.scale=9, 'edge.detector.scale=9.0: expected a number above 0, at most 4'",
    "edge.camera=film, 'edge.camera'"
  })
  void shouldSayWhatIsWrongWithAnOptionAndEnd(String option, String words) throws Exception {
    Process application = start(option);
    List<String> lines;
    try (BufferedReader output = application.inputReader()) {
      lines = output.lines().toList();
    } finally {
      application.destroy();
    }

    assertThat(application.waitFor()).isNotZero();
    assertThat(String.join("\n", lines))
        .contains(option.substring(option.indexOf('=') + 1))
        .contains(words);
  }

  @Test
  void shouldPlayItsOwnCameraAndLeaveNothingBehind() throws Exception {
    Process application = start("edge.camera=demo");
    List<ProcessHandle> cameras;
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = application.inputReader()) {
      String line = "";
      while (line != null && !line.contains("\"people\":[{")) {
        lines.add(line);
        line = output.readLine();
      }
      assertThat(line).as("%s", lines).isNotNull();
      cameras = application.descendants().toList();
      application.toHandle().destroy();
      output.lines().forEach(lines::add);
    } finally {
      application.toHandle().destroy();
    }
    application.waitFor();

    assertThat(cameras).hasSize(1);
    await().atMost(Duration.ofSeconds(20)).until(() -> !cameras.get(0).isAlive());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
