// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class BridgeOptionsTest {

  @Test
  void shouldHaveDefaults() {
    BridgeOptions options = BridgeOptions.from(name -> null);

    assertThat(options.cameras()).extracting(CameraEnd::name).containsExactly("cam0", "cam1");
    assertThat(options.payload()).isEqualTo(PayloadKind.JPEG);
    assertThat(options.maxAge()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.ledger()).isEmpty();
  }

  @Test
  void shouldGiveCamerasTheOptionsOfTheirEndpoint() {
    BridgeOptions options =
        of(
            "bridge.cameras",
            "a?layout=width:i32,height:i32,channels:i32,valid:i32 b",
            "bridge.directory",
            "/x y");

    assertThat(options.cameras().get(0).uri(options.directory()))
        .isEqualTo(
            "shmframe:a?directory=RAW(/x y)&layout=width:i32,height:i32,channels:i32,valid:i32");
    assertThat(options.cameras().get(1).uri(options.directory()))
        .isEqualTo("shmframe:b?directory=RAW(/x y)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payload | png | bridge.payload: expected jpeg, raw or asis, found png",
        "quality | 0 | bridge.quality: expected 1 to 100, found 0",
        "inFlight | 6 | bridge.inFlight: expected 1 to 5, found 6",
        "maxBytes | big | bridge.maxBytes: expected 1 to 1073741824, found big",
        "maxAge | soon | bridge.maxAge: expected a time such as 500ms or 2s, found soon",
        "cameras | ../x | bridge.cameras: expected names of letters, digits, '.', '_' and '-', found ../x",
        "cameras | a a | bridge.cameras: a is there twice",
      })
  void shouldNameTheOptionThatIsWrong(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("bridge." + name, value))
        .withMessage(message);
  }

  private static BridgeOptions of(String... said) {
    return BridgeOptions.from(
        (said.length == 2 ? Map.of(said[0], said[1]) : Map.of(said[0], said[1], said[2], said[3]))
            ::get);
  }
}
