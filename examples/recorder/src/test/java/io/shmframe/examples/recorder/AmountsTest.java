// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AmountsTest {

  @Test
  void shouldReadBytes() {
    assertThat(Amounts.bytes("12")).isEqualTo(12);
    assertThat(Amounts.bytes("256MB")).isEqualTo(256_000_000);
    assertThat(Amounts.bytes("64MiB")).isEqualTo(67_108_864);
    assertThat(Amounts.bytes("1 tb")).isEqualTo(1_000_000_000_000L);
  }

  @Test
  void shouldReadDurations() {
    assertThat(Amounts.duration("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(Amounts.duration("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Amounts.duration("500")).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void shouldReadSpeeds() {
    assertThat(Amounts.speed("0.5")).isEqualTo(0.5);
    assertThat(Amounts.speed("max")).isInfinite();
  }

  @Test
  void shouldSayWhatWasExpected() {
    assertThatThrownBy(() -> Amounts.bytes("9999999TB"))
        .hasMessage("expected a number of bytes such as 256MB or 64MiB, found '9999999TB'");
    assertThatThrownBy(() -> Amounts.duration("soon"))
        .hasMessage("expected a duration such as 10s or 1h30m, found 'soon'");
    assertThatThrownBy(() -> Amounts.speed("0"))
        .hasMessage("expected a speed from 0.001 to 1000, or max, found '0'");
    assertThatThrownBy(() -> Amounts.speed("NaN")).hasMessageContaining("found 'NaN'");
  }
}
