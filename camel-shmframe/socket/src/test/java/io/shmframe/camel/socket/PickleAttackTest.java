// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pickles that are live: real Python runs what they say, and we do not. */
@Timeout(120)
class PickleAttackTest {

  private static final byte[] PAYLOAD = {1, 2, -1};

  private static final String VICTIM =
      """
      import pickle, sys
      try:
          pickle.loads(bytes.fromhex(sys.argv[1]))
      except Exception:
          pass
      """;

  @TempDir Path folder;

  @Test
  void shouldRunNothingThatPythonRuns() throws Exception {
    Path trace = folder.resolve("trace");
    List<String> attacks = python(script(), trace.toString());
    assertThat(attacks).hasSize(53);
    try (PickleRoute route = new PickleRoute()) {
      byte[] good = route.marshal(PAYLOAD).orThrow();
      for (String line : attacks) {
        String[] words = line.split(" ");
        python(VICTIM, words[1]);
        assertThat(trace).as("Python must show that %s is live", words[0]).exists();
        Files.delete(trace);
        assertThat(route.unmarshal(HexFormat.of().parseHex(words[1])).error())
            .as(words[0])
            .isInstanceOf(PickleFormatException.class)
            .hasMessageContainingAll("expected", "found", "at byte");
        assertThat(trace).as(words[0]).doesNotExist();
        assertThat(route.unmarshal(good).orThrow()).isEqualTo(PAYLOAD);
      }
    }
  }

  private static String script() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("shmframe.test.root"))
            .resolve("camel-shmframe/socket/src/test/resources/pickles/make_attacks.py"));
  }

  private List<String> python(String program, String argument) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder("python3", "-c", program, argument)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    return Files.readString(output, StandardCharsets.UTF_8).lines().toList();
  }
}
