// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each peer for a second: that all frames come, and that nothing is left. Times are not tested. */
@Timeout(180)
class PeersTest {

  @TempDir Path target;

  private Set<String> before;

  @BeforeEach
  void look() throws IOException {
    before = left();
  }

  @Test
  void shouldLoseNoFrameAndLeaveNothing() throws Exception {
    Recorded recorded = new Recorded();
    new PeersPart().measure(bench(), recorded);

    recorded.rows.forEach(
        (name, values) -> {
          assertThat(values.get("frames")).as(name).isPositive();
          // How much the old reader tears depends on who has the cores.
          if (!name.startsWith("old")) {
            assertThat(values.get("wrong")).as(name).isZero();
            assertThat(values).as(name).containsKeys("frames/s", "p50 µs", "p99 µs");
          }
        });
    assertThat(recorded.rows).containsKey("ring, Java 1920x1080");
    assertNothingLeft();
    System.out.println(recorded);
    // A machine need not have all packages. .ci/run installs them, and fails where this is skipped.
    assumeTrue(recorded.missing.isEmpty(), () -> "Not run: " + recorded.missing);
    assertThat(recorded.rows).hasSize(6);
    assertThat(recorded.ratios)
        .containsOnlyKeys(
            "ring-java/iceoryx-1080p",
            "ring-java/gstreamer-1080p",
            "ring-java/socket-1080p",
            "ring-java/memcpy-1080p");
  }

  @Test
  void shouldMeasureTheFloor() throws Exception {
    Recorded recorded = new Recorded();
    new ReferencePart().measure(bench(), recorded);

    System.out.println(recorded);
    assumeTrue(recorded.missing.isEmpty(), () -> "Not run: " + recorded.missing);
    assertThat(recorded.rows)
        .containsOnlyKeys(
            "futex 5 ms",
            "futex 33 ms",
            "spin 5 ms",
            "spin 33 ms",
            "memcpy 640x404",
            "memcpy 1920x1080",
            "memcpy 3840x2160");
    assertNothingLeft();
  }

  @Test
  void shouldSayThatAPeerFailsAndLeaveNothing() throws Exception {
    try (PeerKit kit = new PeerKit(bench())) {
      Peer good = kit.ringInJava();
      // A frame must have room for what is put into it.
      assertThatThrownBy(() -> good.measured(4, 1, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ring, Java: failed, the writer")
          .hasMessageContaining("IndexOutOfBounds");
    }
    assertNothingLeft();
  }

  private Bench bench() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new Bench(java, Runtime.version().feature(), true, true, target);
  }

  private void assertNothingLeft() throws IOException {
    assertThat(left()).isEqualTo(before);
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  /** What a peer may leave. */
  private static Set<String> left() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path folder : List.of(Beside.MEMORY, Path.of(System.getProperty("java.io.tmpdir")))) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.matches("shmframe-bench-peer-.*|shmpipe.*|iceoryx.*|roudi.*"))
            .forEach(names::add);
      }
    }
    return names;
  }

  /** What the parts say. */
  private static final class Recorded implements Report {

    private final Map<String, Map<String, Double>> rows = new TreeMap<>();
    private final Map<String, Double> ratios = new TreeMap<>();
    private final List<String> missing = new ArrayList<>();

    @Override
    public void row(Part part, Bench bench, String name, Map<String, Double> values) {
      rows.put(name, values);
    }

    @Override
    public void point(
        Part part, String chart, String x, String y, String series, double atX, double atY) {
      throw new AssertionError("Not of these parts");
    }

    @Override
    public void goal(
        Bench bench, String goal, double wanted, boolean atLeast, double found, String unit) {
      throw new AssertionError("Not of these parts");
    }

    @Override
    public void ratio(Bench bench, String name, boolean atLeast, double value) {
      ratios.put(name, value);
    }

    @Override
    public void missing(Part part, String what, String why) {
      missing.add(what + ": " + why);
    }

    @Override
    public String toString() {
      return rows + "\n" + ratios + "\n" + missing;
    }
  }
}
