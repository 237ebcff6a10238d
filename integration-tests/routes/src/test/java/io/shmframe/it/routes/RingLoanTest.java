// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.camel.ShmFrameConstants.COPIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.frame.FrameView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loan lives exactly as long as its exchange, and as long as it lives nobody writes over it. */
class RingLoanTest extends RingRouteTest {

  private final List<FrameView> loans = new CopyOnWriteArrayList<>();
  private final List<Byte> pixels = new CopyOnWriteArrayList<>();

  /** The last byte of a frame of 8 x 4 x 3; throws where its loan has ended. */
  private static byte lastPixel(FrameView view) {
    byte[] bytes = new byte[96];
    view.pixels().get(bytes);
    return bytes[95];
  }

  private static boolean ended(FrameView view) {
    try {
      lastPixel(view);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private ProducerTemplate writer(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("in").errorHandler(noErrorHandler()).to(ring(options));
          }
        });
    return context.createProducerTemplate();
  }

  @Test
  void shouldKeepTheFrameAsItIsWhileTheWriterGoesOn() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame"))
                .process(
                    e -> {
                      FrameView view = e.getIn().getBody(FrameView.class);
                      if (loans.isEmpty()) {
                        loans.add(view);
                        entered.countDown();
                        assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
                      }
                      pixels.add(lastPixel(view));
                    });
          }
        });
    send(producer, 1);
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 1000; i++) {
      send(producer, 2 + i % 100);
    }
    written.countDown();

    until(() -> pixels.size() >= 2);
    assertThat(pixels.get(0)).isEqualTo((byte) 1);
    until(() -> ended(loans.get(0)));
  }

  @Test
  void shouldLastUntilAStepOnAnotherThreadHasEnded() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame"))
                .threads(1)
                .process(
                    e -> {
                      loans.add(e.getIn().getBody(FrameView.class));
                      entered.countDown();
                      assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
                      pixels.add(lastPixel(loans.get(0)));
                    });
          }
        });
    send(producer, 1);
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 100; i++) {
      send(producer, 2);
    }
    written.countDown();

    until(() -> !pixels.isEmpty());
    assertThat(pixels.get(0)).isEqualTo((byte) 1);
    until(() -> ended(loans.get(0)));
  }

  @Test
  void shouldTellEachFramesOwnHeadersWhoeverAsksForThemAndWhen() throws Exception {
    context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
    List<Long> asked = new CopyOnWriteArrayList<>();
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame"))
                .process(
                    e -> {
                      byte pixel = lastPixel(e.getIn().getBody(FrameView.class));
                      // The first ones never, then each second one.
                      if (pixel > 5 && pixel % 2 == 0) {
                        asked.add(e.getIn().getHeader("CamelShmFrameSequence", Long.class));
                      }
                      pixels.add(pixel);
                    });
          }
        });
    for (int i = 1; i <= 10; i++) {
      int frames = i;
      send(producer, i);
      until(() -> pixels.size() >= frames);
    }

    assertThat(asked).containsExactly(6L, 8L, 10L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ends", "fails", "is filtered", "is stopped"})
  void shouldEndWithTheExchangeHoweverThatEnds(String end) throws Exception {
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from(ring("bodyType=frame"))
                .process(e -> loans.add(e.getIn().getBody(FrameView.class)))
                .process(
                    e -> {
                      if ("fails".equals(end)) {
                        throw new IllegalArgumentException("on purpose");
                      }
                      e.setRouteStop("is stopped".equals(end));
                    })
                .filter(constant(!"is filtered".equals(end)))
                .to("mock:end");
          }
        });

    for (int i = 1; i <= 20; i++) {
      int frames = i;
      send(producer, i);
      until(() -> loans.size() >= frames);
    }

    until(() -> loans.stream().allMatch(RingLoanTest::ended));
  }

  @ParameterizedTest
  @ValueSource(strings = {"seda", "wireTap", "multicast", "parallel split", "pooled seda"})
  void shouldGiveAnotherExchangeAFrameOfItsOwn(String way) throws Exception {
    if (way.startsWith("pooled")) {
      context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
    }
    CountDownLatch originalEnded = new CountDownLatch(1);
    List<Object> others = new CopyOnWriteArrayList<>();
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            var frames =
                from(ring("bodyType=frame"))
                    .process(e -> loans.add(e.getIn().getBody(FrameView.class)));
            switch (way) {
              case "wireTap" -> frames.wireTap("direct:other");
              case "multicast" ->
                  frames.multicast().parallelProcessing().to("seda:other", "mock:elsewhere");
              case "parallel split" ->
                  frames
                      .split(bodyAs(Object.class), AggregationStrategies.nothing())
                      .parallelProcessing()
                      .to("seda:other");
              default -> frames.to("seda:other");
            }
            from("direct:other").to("seda:other");
            from("seda:other")
                .process(
                    e -> {
                      assertThat(originalEnded.await(30, TimeUnit.SECONDS)).isTrue();
                      FrameView view = e.getIn().getBody(FrameView.class);
                      others.add(view);
                      pixels.add(lastPixel(view));
                    });
          }
        });
    send(producer, 7);
    until(() -> loans.size() == 1);
    until(() -> ended(loans.get(0)));
    for (int i = 0; i < 20; i++) {
      producer.sendBodyAndHeaders("direct:in", picture(100), sized());
    }
    originalEnded.countDown();

    until(() -> !pixels.isEmpty());
    assertThat(pixels.get(0)).isEqualTo((byte) 7);
    assertThat(others.get(0)).isNotSameAs(loans.get(0));
  }

  /** What a splitter makes of its parts is of no use here. */
  private static final class AggregationStrategies {
    static AggregationStrategy nothing() {
      return (before, now) -> now;
    }
  }

  @Test
  void shouldCopyWhereEveryPinIsTaken() throws Exception {
    ProducerTemplate producer = writer("slots=4");
    send(producer, 1);
    try (ConsumerTemplate first = context.createConsumerTemplate();
        ConsumerTemplate second = context.createConsumerTemplate()) {
      Exchange lent = first.receive(ring("bodyType=frame"), 20_000);
      Exchange copied = second.receive(ring("bodyType=frame&staleAfter=6s"), 20_000);

      assertThat(lent.getIn().getHeader(COPIES)).isEqualTo(0);
      assertThat(copied.getIn().getHeader(COPIES)).isEqualTo(1);
      assertThat(lastPixel(copied.getIn().getBody(FrameView.class))).isEqualTo((byte) 1);
      first.doneUoW(lent);
      second.doneUoW(copied);
    }
  }

  @Test
  void shouldLendToAsManyAsThereArePins() throws Exception {
    ProducerTemplate producer = writer("slots=5");
    send(producer, 1);
    try (ConsumerTemplate first = context.createConsumerTemplate();
        ConsumerTemplate second = context.createConsumerTemplate()) {
      Exchange one = first.receive(ring("bodyType=frame"), 20_000);
      Exchange two = second.receive(ring("bodyType=frame&staleAfter=6s"), 20_000);

      assertThat(List.of(one.getIn().getHeader(COPIES), two.getIn().getHeader(COPIES)))
          .containsExactly(0, 0);
      first.doneUoW(one);
      second.doneUoW(two);
    }
  }

  @Test
  void shouldSayWhatToDoWhereAStepKeepsAFrameThatHasEnded() throws Exception {
    List<Exception> failures = new CopyOnWriteArrayList<>();
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame&delivery=all"))
                .aggregate(constant(true), new GroupedBodyAggregationStrategy())
                .completionSize(2)
                .process(
                    e -> {
                      try {
                        lastPixel((FrameView) e.getIn().getBody(List.class).get(0));
                      } catch (IllegalStateException ended) {
                        failures.add(ended);
                      }
                    });
          }
        });

    send(producer, 1);
    send(producer, 2);

    until(() -> !failures.isEmpty());
    assertThat(failures.get(0)).hasMessageContaining("aggregate").hasMessageContaining("bytes");
  }

  @Test
  void shouldLetAFrameBeKeptThatWasCopiedBefore() throws Exception {
    List<Object> kept = new CopyOnWriteArrayList<>();
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame&delivery=all"))
                .convertBodyTo(byte[].class)
                .aggregate(constant(true), new GroupedBodyAggregationStrategy())
                .completionSize(2)
                .process(e -> kept.addAll(e.getIn().getBody(List.class)));
          }
        });

    send(producer, 1);
    send(producer, 2);

    until(() -> kept.size() == 2);
    assertThat(kept).containsExactly(picture(1), picture(2));
  }

  @Test
  void shouldStillBeThereForAnOnCompletionOfTheRoute() throws Exception {
    ProducerTemplate producer = writer("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame"))
                .onCompletion()
                .process(e -> pixels.add(lastPixel(e.getIn().getBody(FrameView.class))))
                .end()
                .process(e -> loans.add(e.getIn().getBody(FrameView.class)));
          }
        });

    send(producer, 5);

    until(() -> pixels.size() == 1);
    assertThat(pixels).containsExactly((byte) 5);
    until(() -> ended(loans.get(0)));
  }

  @Test
  void shouldEndWithTheExchangeThatFetchedIt() throws Exception {
    ProducerTemplate producer = writer("slots=4");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:fetch")
                .pollEnrich(ring("bodyType=frame"), 20_000)
                .process(e -> loans.add(e.getIn().getBody(FrameView.class)))
                .to("seda:nobody?size=1&discardWhenFull=true");
          }
        });

    for (int i = 1; i <= 3; i++) {
      send(producer, i);
      producer.sendBody("direct:fetch", "");
    }

    until(() -> loans.size() == 3 && loans.stream().allMatch(RingLoanTest::ended));
    assertThat(loans).allMatch(FrameView::shared);
  }

  @Test
  void shouldEndWhereTheExchangeCouldNotBeFilled() throws Exception {
    context
        .getRegistry()
        .bind(
            "failing",
            new DefaultHeaderFilterStrategy() {
              @Override
              public boolean applyFilterToExternalHeaders(
                  String name, Object value, Exchange exchange) {
                if ("first".equals(value)) {
                  throw new IllegalArgumentException("on purpose");
                }
                return false;
              }
            });
    ProducerTemplate producer = writer("slots=4");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame&delivery=all&headerFilterStrategy=#failing"))
                .process(RingLoanTest.this::keep);
          }
        });

    producer.sendBodyAndHeaders("direct:in", picture(1), sized("name", "first"));
    producer.sendBodyAndHeaders("direct:in", picture(2), sized("name", "second"));

    untilGot(1);
    assertThat(got.get(0).header(COPIES)).as("the one pin is free again").isEqualTo(0);
  }

  @Test
  void shouldOutliveTheConsumerThatLentIt() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ProducerTemplate producer = writer("");
    context.getShutdownStrategy().setTimeout(1);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame"))
                .routeId("frames")
                .process(
                    e -> {
                      FrameView view = e.getIn().getBody(FrameView.class);
                      entered.countDown();
                      awaitUninterrupted(go);
                      pixels.add(lastPixel(view));
                    });
          }
        });
    send(producer, 1);
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

    context.getRouteController().stopRoute("frames", 1, TimeUnit.SECONDS);
    for (int i = 0; i < 20; i++) {
      send(producer, 100);
    }
    go.countDown();

    until(() -> pixels.size() == 1);
    assertThat(pixels).containsExactly((byte) 1);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
