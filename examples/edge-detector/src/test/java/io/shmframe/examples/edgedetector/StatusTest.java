// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {

  @ParameterizedTest
  @CsvSource({
    "log:events?plain=true, log:events",
    "ftp://me:secret@host/in?passiveMode=true, ftp://me:xxxxxx@host/in",
    "kafka:people?saslJaasConfig=secret, kafka:people"
  })
  void shouldShowWhereEventsGoWithoutWhatIsSecret(String uri, String shown) {
    assertThat(Status.shown(uri)).isEqualTo(shown);
  }
}
