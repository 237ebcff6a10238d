// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.arc.Arc;
import io.quarkus.test.QuarkusUnitTest;
import io.shmframe.camel.ShmFrameComponent;
import io.shmframe.quarkus.dev.SegmentsJsonRpcService;
import io.shmframe.quarkus.health.ShmFrameReadiness;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that has this extension and no other one of Camel Quarkus. */
@Timeout(60)
class ShmFrameExtensionTest {

  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .withApplicationRoot(jar -> jar.addClass(Copying.class))
          .overrideConfigKey("segments", "it-extension-" + UUID.randomUUID())
          .overrideConfigKey("quarkus.http.test-port", "0")
          .setLogRecordPredicate(line -> line.getMessage().contains("Installed features"))
          .assertLogRecords(
              lines ->
                  assertThat(lines)
                      .singleElement()
                      .satisfies(
                          line ->
                              assertThat(line.getParameters())
                                  .anyMatch(text -> text.toString().contains("camel-shmframe"))));

  @ConfigProperty(name = "segments")
  String segments;

  @Inject CamelContext context;
  @Inject ProducerTemplate producer;
  @Inject ConsumerTemplate consumer;

  /** From one segment to another, which is made into a message by the extension alone. */
  public static final class Copying extends RouteBuilder {

    @Override
    public void configure() {
      from("shmframe:{{segments}}-in?layout=frameheader")
          .to("shmframe:{{segments}}-out?layout=frameheader&unlinkOnStop=true");
    }
  }

  @Test
  void shouldRunARouteBetweenTwoSegments() {
    byte[] picture = {1, 2, 3, 4, 5, 6};
    producer.sendBodyAndHeaders(
        "shmframe:" + segments + "-in?layout=frameheader&unlinkOnStop=true",
        picture,
        Map.of("CamelShmFrameWidth", 2, "CamelShmFrameHeight", 1, "CamelShmFrameChannels", 3));
    Exchange frame = consumer.receive("shmframe:" + segments + "-out?layout=frameheader", 30_000);

    assertThat(frame.getMessage().getBody(byte[].class)).isEqualTo(picture);
    assertThat(frame.getMessage().getHeader("CamelShmFrameWidth")).isEqualTo(2);
    assertThat(context.getComponent("shmframe", ShmFrameComponent.class).figures()).isNotEmpty();
  }

  /** Optional dependencies, and what is for dev mode. */
  @Test
  void shouldHaveNoBeansOfWhatTheApplicationHasNot() {
    assertThat(Arc.container().instance(SegmentsJsonRpcService.class).isAvailable()).isFalse();
    assertThatThrownBy(() -> Arc.container().instance(ShmFrameReadiness.class))
        .isInstanceOf(NoClassDefFoundError.class);
  }
}
