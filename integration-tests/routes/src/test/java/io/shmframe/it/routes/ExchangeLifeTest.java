// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.frame.FrameView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.impl.engine.PooledProcessorExchangeFactory;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that end: with pooled exchanges, across threads, where Camel gives one body to two
 * exchanges.
 */
class ExchangeLifeTest extends RouteTest {

  /** The last pixel of a frame of 8 x 4 x 3, whatever its type; throws where its memory is gone. */
  private static int lastPixel(Object body) {
    if (body instanceof FrameView view) {
      byte[] pixels = new byte[96];
      view.pixels().get(pixels);
      return pixels[95];
    }
    if (body instanceof Mat mat) {
      if (mat.isNull()) {
        throw new IllegalStateException("The Mat is freed");
      }
      return mat.ptr(3, 7).get(2);
    }
    return ((byte[]) body)[95];
  }

  private static boolean ended(Object body) {
    try {
      lastPixel(body);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "frame", "mat"})
  void shouldKeepNothingInPooledExchanges(String bodyType) throws Exception {
    context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
    context
        .getCamelContextExtension()
        .setProcessorExchangeFactory(new PooledProcessorExchangeFactory());
    List<Object> leaked = new CopyOnWriteArrayList<>();
    List<Integer> pixels = new CopyOnWriteArrayList<>();
    List<Object> bodies = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("waitStrategy=yield&bodyType=" + bodyType))
                  .process(
                      e -> {
                        if (e.getIn().getHeader("mine") != null) {
                          leaked.add(e.getIn().getHeader("mine"));
                        }
                        e.getIn().setHeader("mine", "not yours");
                        pixels.add(lastPixel(e.getIn().getBody()));
                        bodies.add(e.getIn().getBody());
                      });
            }
          });
      for (int i = 1; i <= 500; i++) {
        int frames = i;
        segment.frame(8, 4, 3, i, i % 100);
        until(() -> pixels.size() >= frames);
      }
      if (!"bytes".equals(bodyType)) {
        until(() -> bodies.stream().allMatch(ExchangeLifeTest::ended));
      }
    }

    assertThat(leaked).isEmpty();
    assertThat(pixels).hasSize(500);
    for (int i = 1; i <= 500; i++) {
      assertThat(pixels.get(i - 1)).isEqualTo(i % 100);
    }
  }

  @ParameterizedTest
  @CsvSource({"frame, false", "frame, true", "mat, false", "mat, true"})
  void shouldGiveTheOtherSideOfASedaQueueABodyOfItsOwn(String bodyType, boolean pooled)
      throws Exception {
    if (pooled) {
      context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
    }
    CountDownLatch consumerIsBack = new CountDownLatch(1);
    List<Object> bodies = new CopyOnWriteArrayList<>();
    List<Integer> pixels = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=" + bodyType))
                  .to("seda:other")
                  .process(ExchangeLifeTest.this::keep);
              from("seda:other")
                  .process(
                      e -> {
                        consumerIsBack.await(20, TimeUnit.SECONDS);
                        pixels.add(lastPixel(e.getIn().getBody()));
                        bodies.add(e.getIn().getBody());
                      });
            }
          });
      untilGot(1);
      segment.frame(8, 4, 3, 2, 8);
      untilGot(2);
      consumerIsBack.countDown();
      until(() -> bodies.size() == 2);
      assertThat(pixels).as("what it was, whatever the writer does").containsExactly(7, 8);
      assertThat(bodies.get(0)).isNotSameAs(got.get(0).body());
      until(() -> got.stream().allMatch(original -> ended(original.body())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "frame", "mat"})
  void shouldGiveAWireTapABodyOfItsOwn(String bodyType) throws Exception {
    CountDownLatch originalEnded = new CountDownLatch(1);
    List<Integer> pixels = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=" + bodyType))
                  .process(ExchangeLifeTest.this::keep)
                  .wireTap("direct:tap");
              from("direct:tap")
                  .process(e -> originalEnded.await(20, TimeUnit.SECONDS))
                  .process(e -> pixels.add(lastPixel(e.getIn().getBody())));
            }
          });
      untilGot(1);
      if (!"bytes".equals(bodyType)) {
        until(() -> ended(last().body()));
      }
      originalEnded.countDown();
      until(() -> pixels.size() == 1);
    }
    assertThat(pixels).containsExactly(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "frame", "mat"})
  void shouldServeParallelBranches(String bodyType) throws Exception {
    List<Integer> pixels = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=" + bodyType))
                  .multicast()
                  .parallelProcessing()
                  .to("direct:a", "direct:b");
              from("direct:a").process(e -> pixels.add(lastPixel(e.getIn().getBody())));
              from("direct:b").process(e -> pixels.add(lastPixel(e.getIn().getBody())));
            }
          });
      until(() -> pixels.size() == 2);
    }
    assertThat(pixels).containsExactly(7, 7);
  }

  @ParameterizedTest
  @CsvSource({"frame, true", "frame, false", "mat, true", "mat, false"})
  void shouldNotMindStreamCaching(String bodyType, boolean caching) throws Exception {
    context.setStreamCaching(caching);
    List<Integer> pixels = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=" + bodyType))
                  .process(e -> pixels.add(lastPixel(e.getIn().getBody())))
                  .convertBodyTo(byte[].class)
                  .process(ExchangeLifeTest.this::keep);
            }
          });
      untilGot(1);
    }
    assertThat(pixels).containsExactly(7);
    assertThat(last().bytes()).hasSize(96).containsOnly(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frame", "mat"})
  void shouldEndTheBodyWhenTheRouteFails(String bodyType) throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              onException(Exception.class).handled(true);
              from(uri("bodyType=" + bodyType))
                  .process(ExchangeLifeTest.this::keep)
                  .process(
                      (Exchange e) -> {
                        throw new IllegalArgumentException("on purpose");
                      });
            }
          });
      untilGot(1);
      until(() -> ended(last().body()));
    }
  }
}
