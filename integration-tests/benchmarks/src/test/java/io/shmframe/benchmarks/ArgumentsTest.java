// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  private static final Path ROOT = Path.of("/project");
  private static final List<Part> ALL =
      List.of(Samples.part("copies"), Samples.part("peer-aeron"), Samples.part("peer-iceoryx"));

  @Test
  void shouldRunEverythingWhereNothingIsSaid() {
    Arguments arguments = arguments();

    assertThat(arguments.chosen(ALL, List.of("copies"))).isEqualTo(ALL);
    assertThat(arguments.quick()).isFalse();
    assertThat(arguments.document()).isEmpty();
  }

  @Test
  void shouldChooseByNameAndByPrefix() {
    assertThat(chosen("benchmarks.only", "peer-*, copies"))
        .containsExactly("copies", "peer-aeron", "peer-iceoryx");
    assertThat(chosen("benchmarks.only", "peer-*")).containsExactly("peer-aeron", "peer-iceoryx");
  }

  @Test
  void shouldLeaveOutOfAQuickRunWhatNobodyAskedFor() {
    assertThat(chosen("benchmarks.quick", "true")).containsExactly("peer-aeron", "peer-iceoryx");
    assertThat(chosen("benchmarks.quick", "true", "benchmarks.only", "copies"))
        .containsExactly("copies");
  }

  @Test
  void shouldNameThePartsWhereOneIsUnknown() {
    assertThatThrownBy(() -> chosen("benchmarks.only", "copy"))
        .hasMessageContaining("no part 'copy'")
        .hasMessageContaining("copies, peer-aeron, peer-iceoryx");
  }

  @Test
  void shouldFindTheDocumentInTheProject() {
    assertThat(arguments("benchmarks.document", "docs/figures.md").document())
        .contains(ROOT.resolve("docs/figures.md"));
  }

  @Test
  void shouldMeasureAJdkOnce() throws Exception {
    Path home = Path.of(System.getProperty("java.home"));

    assertThat(Jdk.measured(List.of(home, home.resolve("bin/java"))))
        .singleElement()
        .satisfies(
            jdk -> assertThat(jdk.feature()).isEqualTo(Runtime.version().feature()),
            jdk -> assertThat(jdk.java()).isExecutable());
  }

  private static List<String> chosen(String... properties) {
    return arguments(properties).chosen(ALL, List.of("copies")).stream().map(Part::name).toList();
  }

  private static Arguments arguments(String... said) {
    Properties properties = new Properties();
    for (int i = 0; i < said.length; i += 2) {
      properties.setProperty(said[i], said[i + 1]);
    }
    return Arguments.of(properties, ROOT);
  }
}
