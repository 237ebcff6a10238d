// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecorderToolTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return RecorderTool.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private void shouldMisuse(String message, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString()).startsWith("recorder: ").contains(message);
  }

  @Test
  void shouldSayWhatIsInARecording() throws Exception {
    SomeFrames.part(folder, 1, 3, true);
    SomeFrames.part(folder, 2, 2, false);

    assertThat(run("info", folder.toString())).isZero();
    assertThat(out.toString())
        .contains("info: part-00000001.index frames=3 mb=0.0")
        .contains(
            "info: parts=2 frames=5 seconds=3.0 mb=0.0 damaged_frames=0 damaged_parts=0 torn_tails=0 first=2 x 2 x 3, raw");
  }

  @Test
  void shouldCheckEveryByte() throws Exception {
    Part part = SomeFrames.part(folder, 1, 3, true);
    assertThat(run("check", folder.toString())).isZero();

    byte[] bytes = Files.readAllBytes(part.payloads());
    bytes[PartHeader.BYTES]++;
    Files.write(part.payloads(), bytes);
    assertThat(run("info", folder.toString())).isZero();
    assertThat(run("check", folder.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("check: " + part.payloads() + ": frame 1 is damaged: expected CRC-32C")
        .contains("check: parts=1 frames=2 ")
        .contains("damaged_frames=1");
  }

  @Test
  void shouldReplayAndEnd() throws Exception {
    SomeFrames.part(folder, 1, 3, true);
    String uri = Routes.uri(folder, "a", "");

    assertThat(run("replay", folder.toString(), uri, "--speed=max", "--fromFrame=2")).isZero();
    assertThat(out.toString()).contains("replay: end frames=2 bytes=24 damaged=0");
  }

  @Test
  void shouldFailWhereThereIsNoRecording() {
    assertThat(run("replay", folder.toString(), Routes.uri(folder, "a", ""))).isEqualTo(1);
    assertThat(err.toString()).contains(folder + " is no recording");
    assertThat(run("info", folder.toString())).isEqualTo(1);
  }

  @Test
  void shouldFailWhereTheEndpointIsWrong() {
    assertThat(run("record", "shmframe:a?layout=none", folder.toString(), "--seconds=1"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("Option layout of shmframe:a is 'none'");
  }

  @Test
  void shouldEndByItself() {
    String uri = Routes.uri(folder, "a", "");

    assertThat(run("record", uri, folder.resolve("r").toString(), "--seconds=1")).isZero();
    assertThat(out.toString()).contains("record: frames=0 ");
  }

  @Test
  void shouldSayWhichOptionIsWrong() {
    shouldMisuse("expected a number of bytes", "record", "a:b", "c", "--maxSize=much");
    shouldMisuse("expected a duration", "record", "a:b", "c", "--maxTime=long");
    shouldMisuse("--format", "record", "a:b", "c", "--format=avi");
    shouldMisuse("keep=-1: expected", "record", "a:b", "c", "--keep=-1");
    shouldMisuse("expected a speed", "replay", "a", "b:c", "--speed=0");
    shouldMisuse("expected a duration", "replay", "a", "b:c", "--from=never");
    shouldMisuse("fromFrame=0: expected", "replay", "a", "b:c", "--fromFrame=0");
    shouldMisuse("--onDamage", "replay", "a", "b:c", "--onDamage=cry");
    shouldMisuse("expected one of [record");
  }
}
