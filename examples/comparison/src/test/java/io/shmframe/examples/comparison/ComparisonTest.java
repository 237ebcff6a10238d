// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class ComparisonTest {

  @TempDir Path target;
  @TempDir Path memory;

  private Results run(Site site, double seconds, Transport... rows) throws Exception {
    Options options =
        new Options(
            seconds,
            List.of(rows),
            List.of(new Size(640, 404)),
            30,
            site.memory(),
            target,
            Optional.empty(),
            Optional.empty());
    return new Comparison(options, site).run();
  }

  private Site site() {
    return new Site(memory, Optional.empty());
  }

  @Test
  void shouldPlayRawFramesOverAUnixSocket() throws Exception {
    Result row = run(Site.here(memory), 2, Transports.named("raw-unix")).rows().get(0);

    assertThat(row.trouble()).isEmpty();
    Figures figures = row.figures().orElseThrow();
    assertThat(figures.framesPerSecond()).isPositive();
    assertThat(figures.p50Micros()).isPositive();
    assertThat(figures.wrong()).isZero();
    assertThat(figures.lost()).isZero();
    assertThat(figures.missedShare()).isZero();
    assertThat(figures.partMicros()).containsKey("send");
    assertThat(left(memory)).isEmpty();
    assertThat(left(target)).allMatch(path -> path.getFileName().toString().endsWith("-logs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring", "ring-loan"})
  void shouldPlayEachFrameThroughTheRing(String name) throws Exception {
    Result row = run(site(), 1, Transports.named(name)).rows().get(0);

    assertThat(row.trouble()).isEmpty();
    Figures figures = row.figures().orElseThrow();
    assertThat(figures.framesPerSecond()).isPositive();
    assertThat(figures.wrong()).isZero();
    assertThat(figures.torn()).isZero();
    assertThat(figures.missedShare()).isZero();
    assertThat(figures.lost()).isZero();
    assertThat(left(memory)).isEmpty();
  }

  @Test
  void shouldNameWhatCannotRunAndGoOn() throws Exception {
    Path nowhere = memory.resolve("nowhere");
    Results results =
        run(
            new Site(nowhere, Optional.of("no epoll here")),
            1,
            Transports.named("frameheader"),
            Transports.named("raw-unix"),
            Transports.named("aeron"));

    assertThat(results.rows())
        .extracting(row -> row.trouble().orElse(""))
        .containsExactly(
            nowhere + ": expected a folder that can be written, found none",
            "no epoll here",
            nowhere + ": expected a folder that can be written, found none");
  }

  @Test
  void shouldNameAThirdProcessThatDoesNotStart() throws Exception {
    Result row =
        run(site(), 1, new Unusual(Optional.of(new Third("broker", NoBroker.class)))).rows().get(0);

    assertThat(row.trouble())
        .hasValue("the broker has ended: Caused by: java.io.IOException: the port is taken");
    assertThat(left(memory)).isEmpty();
  }

  @Test
  void shouldNameASideThatFails() throws Exception {
    Result row = run(site(), 1, new Unusual(Optional.empty())).rows().get(0);

    assertThat(row.trouble().orElseThrow())
        .startsWith(
            "the receiver failed: java.lang.IllegalArgumentException: No row 'unusual': expected one of");
  }

  @Test
  void shouldRefuseARowThatIsNot() {
    assertThatThrownBy(() -> Transports.named("pigeon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No row 'pigeon': expected one of ring, ring-loan, frameheader, ");
  }

  @Test
  void shouldGiveEachRowANameOfItsOwn() {
    assertThat(Transports.all()).extracting(Transport::name).doesNotHaveDuplicates();
  }

  @Test
  void shouldNameEveryRowInTheReadme() throws Exception {
    String readme =
        Files.readString(
            Path.of(System.getProperty("shmframe.test.root"), "examples/comparison/README.md"));

    assertThat(Transports.all())
        .allSatisfy(transport -> assertThat(readme).contains("`" + transport.name() + "`"));
  }

  private static List<Path> left(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
