// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class EndingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path target;
  @TempDir Path memory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLeaveNothingBehindWhenItIsEnded(boolean forcibly) throws Exception {
    Process comparison =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dcomparison.target=" + target,
                "-Dcomparison.memory=" + memory,
                "-Dcomparison.only=raw-unix",
                "-Dcomparison.sizes=640x404",
                "-Dcomparison.seconds=600",
                "-cp",
                System.getProperty("java.class.path"),
                Comparison.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(target.resolve("said").toFile())
            .start();
    try {
      await().atMost(PATIENCE).until(() -> comparison.descendants().count() == 2 && plays());
      List<ProcessHandle> children = comparison.descendants().toList();
      if (forcibly) {
        comparison.destroyForcibly();
      } else {
        comparison.destroy();
      }

      await().atMost(PATIENCE).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      await().atMost(PATIENCE).until(() -> !comparison.isAlive());
      // The last of them may still have been at it when it was last seen alive.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(files(memory)).containsExactly(memory));
      assertThat(files(target)).noneMatch(path -> path.toString().endsWith(".bgr"));
    } finally {
      comparison.descendants().forEach(ProcessHandle::destroyForcibly);
      comparison.destroyForcibly().waitFor();
    }
  }

  /** Whether the receiver listens, which is before the sender has its turn. */
  private boolean plays() {
    return files(memory).stream().anyMatch(path -> path.endsWith("socket"));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.toList();
    } catch (IOException | UncheckedIOException e) {
      // Somebody is removing it.
      return List.of();
    }
  }
}
