// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameComponent;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;
import org.apache.camel.impl.health.ProducersHealthCheckRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers that Camel makes without telling them of a route, and one that does not start. */
class UnroutedProducersTest extends RouteTest {

  private static final String SIZE = "width=8&height=4&channels=3";

  @Test
  void shouldWriteWhatAWireTapTakes() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").wireTap(uri(SIZE)).to("mock:out");
          }
        });
    context.createProducerTemplate().sendBody("direct:in", filled(96, 7));

    untilWritten();
    assertThat(RawSegment.pixels(path())).startsWith(filled(96, 7));
    assertThat(context.getComponent("shmframe", ShmFrameComponent.class).figures())
        .extracting("id", "route")
        .containsExactly(org.assertj.core.groups.Tuple.tuple("shmframe-producer-" + name, ""));
  }

  @Test
  void shouldWriteWhatADeadLetterChannelTakes() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(deadLetterChannel(uri(SIZE)));
            from("direct:in").throwException(new IllegalStateException("to the dead letters"));
          }
        });
    context.createProducerTemplate().sendBody("direct:in", filled(96, 7));

    untilWritten();
    assertThat(RawSegment.pixels(path())).startsWith(filled(96, 7));
  }

  private void untilWritten() {
    until(
        () ->
            context.getComponent("shmframe", ShmFrameComponent.class).figures().stream()
                .anyMatch(producer -> producer.get("framesWritten").equals(1L)));
  }

  /** Else the one that starts later would never be the last, which removes the segment. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNotKeepTheWriterOfAProducerThatDidNotStart(boolean exception) throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    HealthCheckRegistry registry = new DefaultHealthCheckRegistry(context);
    ProducersHealthCheckRepository producers =
        new ProducersHealthCheckRepository() {
          @Override
          public void addHealthCheck(HealthCheck check) {
            if (broken.get()) {
              if (exception) {
                throw new IllegalStateException("no more checks");
              }
              throw new NoClassDefFoundError("no more checks");
            }
            super.addHealthCheck(check);
          }
        };
    registry.register(producers);
    context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, registry);
    context.start();
    ProducerTemplate template = context.createProducerTemplate();
    String uri = uri(SIZE + "&unlinkOnStop=true");
    assertThatThrownBy(() -> template.sendBody(uri, filled(96, 1)))
        .hasStackTraceContaining("no more checks");
    assertThat(context.getComponent("shmframe", ShmFrameComponent.class).figures()).isEmpty();

    broken.set(false);
    template.sendBody(uri, filled(96, 1));
    assertThat(path()).exists();
    context.stop();
    assertThat(Files.exists(path())).isFalse();
  }
}
