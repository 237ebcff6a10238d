// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointErrorsTest extends RouteTest {

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "../etc", "a b", "a%2Fb", "a:b", "kamera-ü"})
  void shouldRefuseNamesThatAreNone(String segment) {
    assertThatThrownBy(() -> context.getEndpoint("shmframe:" + segment + "?layout=frameheader"))
        .hasStackTraceContaining("Option name");
  }

  @Test
  void shouldRefuseANameThatIsTooLong() {
    assertThatThrownBy(
            () -> context.getEndpoint("shmframe:" + "a".repeat(201) + "?layout=frameheader"))
        .hasStackTraceContaining("Option name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "layout=squares; Option layout; frameheader",
        "layout=frameheader&width=-1; Option width; -1",
        "layout=frameheader&height=-1; Option height; -1",
        "layout=frameheader&channels=-1; Option channels; -1",
        "layout=frameheader&type=5000; Option type; 5000",
        "layout=frameheader&type=-1; Option type; -1",
        "layout=frameheader&type=16&channels=1; Option type; channels=1",
        "layout=frameheader&permissions=0644; Option permissions; 0644",
        "layout=frameheader&directory=relative; Option directory; absolute",
        "layout=frameheader&pollInterval=0; Option pollInterval; 0",
        "layout=frameheader&staleAfter=0; Option staleAfter; 0",
        "layout=frameheader&reattachInterval=0; Option reattachInterval; 0",
        "layout=frameheader&capacity=-1; Option capacity; -1",
        "layout=frameheader&waitStrategy=futex; Option waitStrategy; wake word",
        "layout=frameheader&waitStrategy=hope; waitStrategy; hope",
        "layout=frameheader&verify=maybe; verify; maybe",
        "layout=frameheader&bodyType=soup; bodyType; soup",
        "layout=frameheader&colour=red; colour; red",
        "layout=frameheader&width=wide; width; wide"
      })
  void shouldNameTheOptionAndWhatWasFound(String options, String option, String found) {
    assertThatThrownBy(() -> context.getEndpoint("shmframe:camera?" + options))
        .hasStackTraceContaining(option)
        .hasStackTraceContaining(found);
  }
}
