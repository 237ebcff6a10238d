// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameComponent;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;
import org.apache.camel.impl.health.ProducersHealthCheckRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProducerHealthTest extends RouteTest {

  private final HealthCheckRegistry registry = new DefaultHealthCheckRegistry(context);

  @BeforeEach
  void register() {
    ProducersHealthCheckRepository producers = new ProducersHealthCheckRepository();
    producers.setEnabled(true);
    registry.register(producers);
    context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, registry);
  }

  private HealthCheck.Result health() {
    return registry.stream().map(HealthCheck::call).findFirst().orElseThrow();
  }

  private boolean isUp() {
    return health().getState() == HealthCheck.State.UP;
  }

  private Map<String, Object> details() {
    return health().getDetails();
  }

  private static void send(ProducerTemplate template, Object body) {
    template.sendBody("direct:in", body);
  }

  @Test
  void shouldBeUpBeforeTheFirstFrame() throws Exception {
    produce("width=8&height=4&channels=3");

    assertThat(isUp()).isTrue();
    assertThat(details())
        .containsEntry("state", "waiting")
        .containsEntry("segment", path().toString())
        .containsEntry("frames.written", 0L);
  }

  @Test
  void shouldBeUpWithTheNumbersOfWhatWasWritten() throws Exception {
    ProducerTemplate template = produce("width=8&height=4&channels=3");
    send(template, filled(96, 1));
    send(template, filled(96, 2));

    assertThat(isUp()).isTrue();
    assertThat(details())
        .containsEntry("state", "live")
        .containsEntry("frames.written", 2L)
        .containsEntry("bytes.written", 192L)
        .containsEntry("frame.bytes", 96L)
        .containsEntry("frames.failed", 0L)
        .containsKeys("silence.ms", "frames.per.second");
  }

  @Test
  void shouldBeDownWhileTheSegmentCannotBeHadAndUpAgain() throws Exception {
    ProducerTemplate template = produce("width=8&height=4&channels=3&create=never");
    assertThatThrownBy(() -> send(template, filled(96, 1))).isNotNull();

    assertThat(isUp()).isFalse();
    assertThat(health().getMessage().orElse(""))
        .contains("does not exist")
        .contains("create=never");
    assertThat(details()).containsEntry("state", "failed").containsEntry("frames.failed", 1L);
    try (RawSegment segment = segment()) {
      segment.header(8, 4, 3, 1, 1);
      send(template, filled(96, 1));
    }
    assertThat(isUp()).isTrue();
    assertThat(details()).containsEntry("state", "live").containsEntry("frames.failed", 1L);
  }

  @Test
  void shouldBeDownWhenTheLastBodyWasNoFrame() throws Exception {
    ProducerTemplate template = produce("width=8&height=4&channels=3");
    send(template, filled(96, 1));
    assertThatThrownBy(() -> send(template, filled(95, 1))).isNotNull();

    assertThat(isUp()).isFalse();
    assertThat(health().getMessage().orElse("")).contains("96 bytes").contains("95");
  }

  @Test
  void shouldBeDownWhenTheLayoutCannotTellTheFrame() throws Exception {
    ProducerTemplate template = produce("");
    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders(
                    "direct:in",
                    new float[32],
                    Map.of("CamelShmFrameWidth", 8, "CamelShmFrameHeight", 4)))
        .isNotNull();

    assertThat(isUp()).isFalse();
    assertThat(health().getMessage().orElse("")).contains(path().toString());
  }

  /** As a native library that is missing. */
  @Test
  void shouldBeDownWhenTheLastFrameFailedWithAnError() throws Exception {
    // Else Camel reads the stream before the producer does.
    context.setStreamCaching(false);
    ProducerTemplate template = produce("width=8&height=4&channels=3");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw new UnsatisfiedLinkError("no such library");
          }
        };
    assertThatThrownBy(() -> send(template, broken))
        .hasRootCauseInstanceOf(UnsatisfiedLinkError.class);

    assertThat(isUp()).isFalse();
    assertThat(health().getMessage().orElse("")).contains("no such library");
    assertThat(details()).containsEntry("state", "failed").containsEntry("frames.failed", 1L);
  }

  @Test
  void shouldNotKeepABodyThatItCouldNotWrite() throws Exception {
    ProducerTemplate template = produce("width=8&height=4&channels=3");
    WeakReference<Object> body = refused(template);
    assertThat(details()).containsEntry("state", "failed");

    until(
        () -> {
          System.gc();
          return body.get() == null;
        });
    assertThat(health().getMessage().orElse("")).contains("java.lang.Object");
  }

  private static WeakReference<Object> refused(ProducerTemplate template) {
    Object body = new Object();
    assertThatThrownBy(() -> send(template, body)).isNotNull();
    return new WeakReference<>(body);
  }

  @Test
  void shouldHaveAnIdForEachProducerAndRoute() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in")
                .routeId("both")
                .to(uri("width=8&height=4&channels=3"))
                .to(uri("width=8&height=4&channels=3&capacity=96"));
          }
        });

    List<String> ids = registry.stream().map(HealthCheck::getId).sorted().toList();
    assertThat(ids)
        .containsExactly("shmframe-producer-both-" + name, "shmframe-producer-both-" + name + "-2");
    assertThat(context.getComponent("shmframe", ShmFrameComponent.class).figures())
        .extracting("route")
        .containsExactly("both", "both");
  }

  @Test
  void shouldEndWithItsProducer() throws Exception {
    produce("width=8&height=4&channels=3");
    context.stop();

    assertThat(registry.stream()).isEmpty();
  }

  @Test
  void shouldBeSwitchedOffByTheComponent() throws Exception {
    context.getComponent("shmframe", ShmFrameComponent.class).setHealthCheckProducerEnabled(false);
    produce("width=8&height=4&channels=3");

    assertThat(registry.stream()).noneMatch(HealthCheck::isEnabled);
  }
}
