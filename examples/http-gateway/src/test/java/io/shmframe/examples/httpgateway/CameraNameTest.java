// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are what the component says they are. */
@Timeout(60)
class CameraNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-b_c.9", "...", "-", ".hidden", "a.jpg"})
  void shouldTakeWhatTheComponentTakes(String name) throws Exception {
    assertThat(CameraName.valid(name)).isTrue();
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      assertThat(context.getEndpoint("shmframe:" + name)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/b", "a~b", "a b", "\u00E4"})
  void shouldRefuseWhatTheComponentRefuses(String name) throws Exception {
    assertThat(CameraName.valid(name)).isFalse();
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      assertThatExceptionOfType(ResolveEndpointFailedException.class)
          .isThrownBy(() -> context.getEndpoint("shmframe:" + name));
    }
  }
}
