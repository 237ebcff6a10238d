// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What numpy 1 and numpy 2 really write; made by {@code pickles/make_vectors.py}. */
@Timeout(60)
class PickleVectorsTest {

  /** One line of the file. */
  record Vector(
      String name, int protocol, String numpy, String python, String content, byte[] pickle) {

    boolean refused() {
      return content.equals("refused");
    }

    byte[] bytes() {
      return HexFormat.of().parseHex(content.equals("-") ? "" : content);
    }

    @Override
    public String toString() {
      return name + " of protocol " + protocol + ", " + numpy;
    }
  }

  static List<Vector> all() throws IOException {
    try (InputStream in = PickleVectorsTest.class.getResourceAsStream("/pickles/numpy.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .map(
              w ->
                  new Vector(
                      w[0],
                      Integer.parseInt(w[1]),
                      w[2],
                      w[3],
                      w[4],
                      HexFormat.of().parseHex(w[5])))
          .toList();
    }
  }

  static Stream<Vector> arrays() throws IOException {
    return all().stream().filter(v -> !v.refused());
  }

  static Stream<Vector> others() throws IOException {
    return all().stream().filter(Vector::refused);
  }

  private static Vector vector(String name, int protocol, String numpy) throws IOException {
    return all().stream()
        .filter(v -> v.name().equals(name) && v.protocol() == protocol)
        .filter(v -> v.numpy().startsWith(numpy))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldReadWhatNumpyWrites(Vector vector) {
    try (PickleRoute route = new PickleRoute()) {
      assertThat(route.unmarshal(vector.pickle()).orThrow()).isEqualTo(vector.bytes());
    }
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldRefuseWhatIsNoArrayOfBytes(Vector vector) {
    try (PickleRoute route = new PickleRoute()) {
      assertThat(route.unmarshal(vector.pickle()).error())
          .isInstanceOf(PickleFormatException.class)
          .hasMessageContainingAll("expected", "found", "at byte");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32      | float32 of shape (2, 3)",
        "big-float64  | float64 of shape (2,)",
        "int8         | int8 of shape (3,)",
        "bool         | bool of shape (3,)",
        "picture      | uint8 of shape (2, 2, 3)",
        "scalar-array | uint8 of shape ()",
        "strings      | dtype 'U2' of shape (2,)"
      })
  void shouldSayWhichArrayItFound(String name, String found) throws IOException {
    try (PickleRoute route = new PickleRoute()) {
      assertThat(route.unmarshal(vector(name, 4, "numpy-2").pickle()).error())
          .hasMessageContaining("expected a one-dimensional uint8 array, found " + found + ",");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void shouldSayThatAProtocolIsTooOld(int protocol) throws IOException {
    try (PickleRoute route = new PickleRoute()) {
      assertThat(route.unmarshal(vector("old-protocol", protocol, "numpy-1").pickle()).error())
          .hasMessageContaining("expected PROTO (0x80) at the beginning")
          .hasMessageEndingWith("found opcode 0x63 'c', at byte 0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plain,2",
    "plain,3",
    "plain,4",
    "empty,2",
    "empty,3",
    "empty,4",
    "long,2",
    "long,3",
    "long,4",
    "strided,5"
  })
  void shouldWriteByteByByteWhatNumpyOneWrites(String name, int protocol) throws IOException {
    Vector vector = vector(name, protocol, "numpy-1");
    try (PickleRoute route = new PickleRoute(new PickleDataFormat().protocol(protocol))) {
      assertThat(route.marshal(vector.bytes()).orThrow()).isEqualTo(vector.pickle());
    }
  }

  @Test
  void shouldHaveVectorsOfBothNumpys() throws IOException {
    assertThat(all()).extracting(Vector::numpy).contains("numpy-1.24.2", "numpy-2.4.6");
  }
}
