// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo as its user starts it, in a process of its own. */
@Timeout(240)
class FallbackDemoTest {

  private final String segment = "shmframe-fallback-test-" + UUID.randomUUID();

  @Test
  void shouldTakeOverAndComeBack() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dfallback.segment=" + segment,
                "-Dfallback.port=" + port,
                "-Dfallback.seconds=1",
                "-cp",
                System.getProperty("java.class.path"),
                FallbackDemo.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (BufferedReader output = demo.inputReader()) {
      lines = output.lines().toList();
    } finally {
      demo.toHandle().destroy();
    }

    assertThat(demo.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines).anyMatch(line -> line.contains("Route socket stands in for shared memory"));
    assertThat(lines).anyMatch(line -> line.contains("Frames come from shared memory again"));
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches("fallback: memory=[1-9]\\d* socket=[1-9]\\d* memory_again=[1-9]\\d*"));
    assertThat(Path.of("/dev/shm", segment)).doesNotExist();
  }
}
