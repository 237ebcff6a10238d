// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.health.ConsumersHealthCheckRepository;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest extends RouteTest {

  private final HealthCheckRegistry registry = new DefaultHealthCheckRegistry(context);

  @BeforeEach
  void register() {
    registry.register(new ConsumersHealthCheckRepository());
    context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, registry);
  }

  private HealthCheck.Result health() {
    return registry.stream().map(HealthCheck::call).findFirst().orElseThrow();
  }

  private boolean isUp() {
    return health().getState() == HealthCheck.State.UP;
  }

  private String message() {
    return health().getMessage().orElse("");
  }

  @Test
  void shouldBeUpWithFreshFramesDownWithoutAndUpAgain() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("staleAfter=300ms");
      untilGot(1);
      until(() -> !isUp());
      assertThat(message()).contains("No fresh frame").contains(name).contains("staleAfter=300ms");
      segment.frame(8, 4, 3, 2, 2);
      until(this::isUp);
    }
  }

  @Test
  void shouldBeUpWhileTheRouteIsAtWork() throws Exception {
    java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      start(
          new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
              from(uri("staleAfter=50ms"))
                  .process(HealthTest.this::keep)
                  .process(e -> release.await());
            }
          });
      untilGot(1);
      Thread.sleep(300);
      assertThat(isUp()).as("it is not the camera that is late").isTrue();
      release.countDown();
      until(() -> !isUp());
    }
  }

  @Test
  void shouldSayThatTheSegmentIsMissing() throws Exception {
    consume("");
    until(() -> !isUp());

    assertThat(message()).contains("does not exist").contains(path().toString());
    assertThat(health().getDetails()).containsEntry("segment", path().toString());
  }

  @Test
  void shouldSayThatTheHeaderIsBad() throws Exception {
    try (RawSegment segment = segment()) {
      segment.header(0, 4, 3, 1, 1);
      consume("");
      until(() -> !errors.isEmpty());

      assertThat(isUp()).isFalse();
      assertThat(message()).contains("0 x 4");
    }
  }

  @Test
  void shouldSayThatTheWriterNeverPauses() throws Exception {
    int bytes = 4096 * 1024;
    AtomicBoolean stop = new AtomicBoolean();
    try (RawSegment segment = new RawSegment(path(), bytes)) {
      byte[] pixels = filled(bytes, 1);
      Thread writer =
          new Thread(
              () -> {
                for (long stamp = 1; !stop.get(); stamp++) {
                  segment.frame(4096, 1024, 1, stamp, pixels);
                }
              });
      writer.start();
      java.io.PrintStream before = System.err;
      java.io.ByteArrayOutputStream log = new java.io.ByteArrayOutputStream();
      System.setErr(new java.io.PrintStream(log, true));
      try {
        consume("staleAfter=200ms");
        until(() -> message().contains("never pauses"));
        assertThat(message()).contains(name);
        until(() -> log.toString().contains("never pauses"));
        Thread.sleep(500);
        assertThat(log.toString().split("never pauses", -1)).as("said once").hasSize(2);
      } finally {
        System.setErr(before);
        stop.set(true);
        writer.join();
      }
      segment.frame(8, 4, 3, Long.MAX_VALUE, 7);
      until(this::isUp);
    }
  }
}
