// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.LayoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollingTest extends RouteTest {

  private ProducerTemplate enriched(String options, long timeout) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").pollEnrich(uri(options), timeout).process(PollingTest.this::keep);
          }
        });
    return context.createProducerTemplate();
  }

  @Test
  void shouldEnrichWithTheNewestFrame() throws Exception {
    try (RawSegment segment = segment()) {
      ProducerTemplate template = enriched("", 20_000);
      segment.frame(8, 4, 3, 1, 1);
      segment.frame(8, 4, 3, 2, 2);
      template.sendBody("direct:in", "");
      segment.frame(8, 4, 3, 3, 3);
      segment.frame(8, 4, 3, 4, 4);
      template.sendBody("direct:in", "");
    }

    assertThat(got.get(0).bytes()).containsOnly(2);
    assertThat(got.get(1).bytes()).containsOnly(4);
    assertThat(got.get(1).header("CamelShmFrameTimestamp")).isEqualTo(4L);
  }

  @Test
  void shouldNotGiveAFrameTwice() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      ProducerTemplate template = enriched("", 100);
      template.sendBody("direct:in", "first");
      template.sendBody("direct:in", "second");
    }

    assertThat(got.get(0).bytes()).containsOnly(1);
    assertThat(got.get(1).body()).isNull();
  }

  @Test
  void shouldWaitForAFrameThatComesLater() throws Exception {
    ProducerTemplate template = enriched("", 20_000);
    Thread writer =
        new Thread(
            () -> {
              try (RawSegment segment = segment()) {
                Thread.sleep(100);
                segment.frame(8, 4, 3, 1, 1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    writer.start();
    template.sendBody("direct:in", "");
    writer.join();

    assertThat(last().bytes()).containsOnly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frame", "mat"})
  void shouldKeepABodyThatEndsUntilTheExchangeIsDone(String bodyType) throws Exception {
    List<Object> pixels = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:in")
                  .pollEnrich(uri("bodyType=" + bodyType), 20_000)
                  .process(PollingTest.this::keep)
                  .process(e -> pixels.add(e.getIn().getBody(byte[].class)[95]));
            }
          });
      context.createProducerTemplate().sendBody("direct:in", "");
      assertThat(pixels).containsExactly((byte) 7);
      if (last().body() instanceof FrameView view) {
        assertThatThrownBy(view::pixels).isInstanceOf(IllegalStateException.class);
      } else {
        assertThat(((org.bytedeco.opencv.opencv_core.Mat) last().body()).isNull()).isTrue();
      }
    }
  }

  @Test
  void shouldServeAConsumerTemplate() throws Exception {
    try (RawSegment segment = segment()) {
      context.start();
      ConsumerTemplate template = context.createConsumerTemplate();
      assertThat(template.receiveBodyNoWait(uri(""))).isNull();
      segment.frame(8, 4, 3, 1, 1);
      assertThat((byte[]) template.receiveBody(uri(""))).containsOnly(1);
      assertThat(template.receiveBody(uri(""), 50)).isNull();
      segment.frame(8, 4, 3, 2, 2);
      assertThat((byte[]) template.receiveBodyNoWait(uri(""))).containsOnly(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "frame", "mat"})
  void shouldEndACallThatWaitsWhenItIsStopped(String bodyType) throws Exception {
    context.start();
    ConsumerTemplate template = context.createConsumerTemplate();
    CompletableFuture<Object> answer = new CompletableFuture<>();
    try (RawSegment segment = segment()) {
      segment.header(8, 4, 3, 1, 0);
      Thread waiting =
          new Thread(
              () -> {
                try {
                  answer.complete(template.receive(uri("bodyType=" + bodyType)));
                } catch (RuntimeException e) {
                  answer.completeExceptionally(e);
                }
              });
      waiting.start();
      until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
      context.stop();

      assertThat(answer.get(30, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void shouldThrowAtAHeaderThatCannotBeTrue() throws Exception {
    try (RawSegment segment = segment()) {
      segment.header(-8, 4, 3, 1, 1);
      context.start();
      ConsumerTemplate template = context.createConsumerTemplate();

      assertThatThrownBy(() -> template.receiveBody(uri(""), 5_000))
          .hasRootCauseInstanceOf(LayoutException.class)
          .hasMessageContaining(path().toString());
      segment.frame(8, 4, 3, 2, 2);
      assertThat((byte[]) template.receiveBody(uri(""), 5_000)).containsOnly(2);
    }
  }

  @Test
  void shouldThrowAtASegmentThatIsNone() throws Exception {
    java.nio.file.Files.createDirectory(path());
    context.start();

    assertThatThrownBy(() -> context.createConsumerTemplate().receiveBody(uri(""), 5_000))
        .hasMessageContaining("a directory")
        .hasMessageContaining(path().toString());
  }
}
