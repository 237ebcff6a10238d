// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with an option is said when the gateway starts. */
@Timeout(60)
class OptionsTest {

  private static final int ABOVE_THE_FILE = 500;

  private static GatewayConfig config(String option, String value) throws IOException {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(GatewayConfig.class)
        .withSources(
            new PropertiesConfigSource(GatewayConfig.class.getResource("/application.properties")),
            new PropertiesConfigSource(Map.of(option, value), "test", ABOVE_THE_FILE))
        .build()
        .getConfigMapping(GatewayConfig.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, 'found ''a/b'''",
    "'a?layout=raw\\,b/c', 'raw,b/c'",
    "'a,b,a', 'expected each name once, found ''a'' twice'",
    "..?layout=raw, 'found ''..?layout=raw'''"
  })
  void shouldRefuseCamerasThatCannotBe(String cameras, String words) throws Exception {
    GatewayConfig config = config("gateway.cameras", cameras);
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      assertThatException()
          .isThrownBy(
              () -> {
                context.addRoutes(new GatewayRoutes(new Cameras(context, config), config));
                context.start();
              })
          .withMessageContaining(words);
    }
  }

  @Test
  void shouldRefuseToHaveNoEncoder() throws Exception {
    GatewayConfig config = config("gateway.encoders", "0");
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Encoder(context, config))
          .withMessage("gateway.encoders=0: expected 1 or more");
    }
  }

  @Test
  void shouldRefuseToLookForCamerasAllTheTime() throws Exception {
    GatewayConfig config = config("gateway.discover-interval", "0s");
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Discovery discovery = new Discovery(new Cameras(context, config), config);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> discovery.start(new StartupEvent()))
          .withMessageStartingWith("gateway.discover-interval=PT0S: expected");
    }
  }
}
