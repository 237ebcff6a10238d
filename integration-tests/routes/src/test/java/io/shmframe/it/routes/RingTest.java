// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.camel.ShmFrameConstants.COPIES;
import static io.shmframe.camel.ShmFrameConstants.DTYPE;
import static io.shmframe.camel.ShmFrameConstants.ENCODING;
import static io.shmframe.camel.ShmFrameConstants.FLAGS;
import static io.shmframe.camel.ShmFrameConstants.HEIGHT;
import static io.shmframe.camel.ShmFrameConstants.MISSED;
import static io.shmframe.camel.ShmFrameConstants.PIXEL_FORMAT;
import static io.shmframe.camel.ShmFrameConstants.SEGMENT;
import static io.shmframe.camel.ShmFrameConstants.SEQUENCE;
import static io.shmframe.camel.ShmFrameConstants.SHAPE;
import static io.shmframe.camel.ShmFrameConstants.STRIDE;
import static io.shmframe.camel.ShmFrameConstants.TIMESTAMP;
import static io.shmframe.camel.ShmFrameConstants.TIMESTAMP_NANOS;
import static io.shmframe.camel.ShmFrameConstants.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameComponent;
import io.shmframe.frame.FrameView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into a ring and what comes out, by routes. */
class RingTest extends RingRouteTest {

  @Test
  void shouldBeTheDefaultLayout() throws Exception {
    ProducerTemplate producer = link("", "");

    producer.sendBodyAndHeaders(
        "direct:in", picture(7), sized(TIMESTAMP_NANOS, 1_700_000_000_123_456_789L));

    untilGot(1);
    Got first = got.get(0);
    assertThat(first.bytes()).isEqualTo(picture(7));
    assertThat(first.headers())
        .containsEntry(SEGMENT, name)
        .containsEntry(WIDTH, 8)
        .containsEntry(HEIGHT, 4)
        .containsEntry(STRIDE, 24)
        .containsEntry(PIXEL_FORMAT, "BGR24")
        .containsEntry(ENCODING, "raw")
        .containsEntry(COPIES, 1)
        .containsEntry(SEQUENCE, 1L)
        .containsEntry(MISSED, 0L)
        .containsEntry(TIMESTAMP_NANOS, 1_700_000_000_123_456_789L)
        .containsEntry(TIMESTAMP, 1_700_000_000_123L);
  }

  @Test
  void shouldGiveEveryFrameInOrderWhereAllAreAskedFor() throws Exception {
    ProducerTemplate producer = link("slots=64", "delivery=all");

    for (int i = 1; i <= 50; i++) {
      send(producer, i);
    }

    untilGot(50);
    assertThat(got).extracting(frame -> frame.bytes()[95]).containsExactly(values(1, 50));
    assertThat(got).extracting(frame -> frame.header(MISSED)).containsOnly(0L);
  }

  @Test
  void shouldGiveWhatTheRingStillHoldsToWhoComesLate() throws Exception {
    ProducerTemplate producer = writeOnly("slots=8");
    for (int i = 1; i <= 20; i++) {
      send(producer, i);
    }

    read("delivery=all");

    untilGot(7);
    assertThat(got.get(got.size() - 1).bytes()[0]).isEqualTo((byte) 20);
    assertThat(got).extracting(frame -> frame.bytes()[0]).isSorted().hasSizeBetween(7, 8);
  }

  @Test
  void shouldCountWhatPassedWhileTheRouteWasBusy() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    ProducerTemplate producer = writeOnly("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("")).process(RingTest.this::keep).process(e -> go.await());
          }
        });
    send(producer, 1);
    untilGot(1);

    for (int i = 2; i <= 11; i++) {
      send(producer, i);
    }
    go.countDown();

    untilGot(2);
    assertThat(got.get(1).bytes()).isEqualTo(picture(11));
    assertThat(got.get(1).header(MISSED)).isEqualTo(9L);
    assertThat(got.get(1).header(SEQUENCE)).isEqualTo(11L);
  }

  @Test
  void shouldLendTheFrameWithoutACopy() throws Exception {
    ProducerTemplate producer = link("", "bodyType=frame");

    send(producer, 7);

    untilGot(1);
    assertThat(got.get(0).header(COPIES)).isEqualTo(0);
    assertThat(got.get(0).body()).isInstanceOf(FrameView.class);
  }

  @Test
  void shouldGiveAMat() throws Exception {
    ProducerTemplate producer = writeOnly("");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=mat"))
                .process(
                    e -> {
                      Mat mat = e.getIn().getBody(Mat.class);
                      e.getIn().setBody(mat.ptr(3, 7).get(2));
                    })
                .process(RingTest.this::keep);
          }
        });

    send(producer, 9);

    untilGot(1);
    assertThat(got.get(0).body()).isEqualTo((byte) 9);
  }

  @Test
  void shouldCarryATensorWithItsShape() throws Exception {
    ProducerTemplate producer = link("", "bodyType=array");

    producer.sendBodyAndHeaders("direct:in", new float[] {1, 2, 3, 4, 5, 6}, Map.of(SHAPE, "2x3"));

    untilGot(1);
    assertThat(got.get(0).body()).isEqualTo(new float[] {1, 2, 3, 4, 5, 6});
    assertThat(got.get(0).headers()).containsEntry(SHAPE, "2x3").containsEntry(DTYPE, "float32");
  }

  @Test
  void shouldTakeAnArrayOfWhichNobodySaysTheShapeAsOneRow() throws Exception {
    ProducerTemplate producer = link("", "bodyType=array");

    producer.sendBody("direct:in", new double[] {1, 2, 3});

    untilGot(1);
    assertThat(got.get(0).body()).isEqualTo(new double[] {1, 2, 3});
    assertThat(got.get(0).headers()).containsEntry(SHAPE, "3").containsEntry(DTYPE, "float64");
  }

  @Test
  void shouldCarryBytesOfWhichNobodySaysTheSize() throws Exception {
    ProducerTemplate producer = link("capacity=100", "");

    producer.sendBody("direct:in", new byte[] {1, 2, 3});
    untilGot(1);
    producer.sendBody("direct:in", new byte[0]);
    untilGot(2);

    assertThat(got.get(0).bytes()).containsExactly(1, 2, 3);
    assertThat(got.get(0).headers()).doesNotContainKey(WIDTH).containsEntry(ENCODING, "raw");
    assertThat(got.get(1).bytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "h264"})
  void shouldCarryAnEncodedPictureAsWhatItIs(String encoding) throws Exception {
    ProducerTemplate producer = link("", "");

    producer.sendBodyAndHeaders(
        "direct:in", new byte[] {(byte) 0xFF, 1, 2}, sized(ENCODING, encoding));

    untilGot(1);
    assertThat(got.get(0).bytes()).containsExactly(0xFF, 1, 2);
    assertThat(got.get(0).headers()).containsEntry(ENCODING, encoding).doesNotContainKey(STRIDE);
  }

  @Test
  void shouldKeepNothingOfTheEncodingOfAnEarlierStepForAFrame() throws Exception {
    ProducerTemplate producer = link("", "");
    FrameView view =
        FrameView.of(
            io.shmframe.layout.FrameGeometry.of8Bit(8, 4, 3), java.nio.ByteBuffer.wrap(picture(3)));

    producer.sendBodyAndHeaders("direct:in", view, Map.of(ENCODING, "jpeg"));

    untilGot(1);
    assertThat(got.get(0).headers()).containsEntry(ENCODING, "raw").containsEntry(WIDTH, 8);
  }

  @Test
  void shouldReadAFileStraightIntoItsSlot() throws Exception {
    Path file = Files.write(folder.resolve("picture.raw"), picture(5));
    ProducerTemplate producer = link("", "");

    producer.sendBodyAndHeaders("direct:in", file.toFile(), sized());

    untilGot(1);
    assertThat(got.get(0).bytes()).isEqualTo(picture(5));
  }

  @Test
  void shouldGoFromRingToRingWithoutLosingWhatItIs() throws Exception {
    ProducerTemplate producer = writeOnly("");
    String other = ring("").replace(name, name + "-2");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring("bodyType=frame")).to(other);
            from(other).process(RingTest.this::keep);
          }
        });

    producer.sendBodyAndHeaders(
        "direct:in",
        new byte[8 * 4 * 3 / 2],
        Map.of(WIDTH, 8, HEIGHT, 4, PIXEL_FORMAT, "NV12", TIMESTAMP_NANOS, 12_345L));

    untilGot(1);
    assertThat(got.get(0).headers())
        .containsEntry(PIXEL_FORMAT, "NV12")
        .containsEntry(WIDTH, 8)
        .containsEntry(HEIGHT, 4)
        .containsEntry(TIMESTAMP_NANOS, 12_345L);
  }

  @Test
  void shouldGiveTheNewestFrameToWhoPolls() throws Exception {
    ProducerTemplate producer = writeOnly("");
    send(producer, 1);
    send(producer, 2);
    try (ConsumerTemplate consumer = context.createConsumerTemplate()) {
      byte[] newest = consumer.receiveBody(ring(""), 20_000, byte[].class);
      Object none = consumer.receiveBodyNoWait(ring(""));

      assertThat(newest).isEqualTo(picture(2));
      assertThat(none).isNull();
    }
  }

  @Test
  void shouldGoOnWithTheNextWriter() throws Exception {
    ProducerTemplate producer = link("", "delivery=all");
    send(producer, 1);
    untilGot(1);

    context.getRouteController().stopRoute("in");
    context.getRouteController().startRoute("in");
    send(producer, 2);

    untilGot(2);
    assertThat(got.get(1).bytes()).isEqualTo(picture(2));
    assertThat(got.get(1).header(SEQUENCE)).isEqualTo(2L);
    assertThat(got.get(1).header(FLAGS)).isEqualTo("discontinuity");
    assertThat(got.get(1).header(MISSED)).isEqualTo(0L);
  }

  @Test
  void shouldFollowToALargerRing() throws Exception {
    ProducerTemplate producer = link("", "delivery=all");
    send(producer, 1);
    untilGot(1);
    send(producer, 2);
    producer.sendBodyAndHeaders("direct:in", new byte[96 * 100], sized(WIDTH, 80, HEIGHT, 40));

    untilGot(3);
    assertThat(got).extracting(frame -> frame.header(SEQUENCE)).containsExactly(1L, 2L, 3L);
    assertThat(got.get(2).header(WIDTH)).isEqualTo(80);
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldShowWhatStandsInTheSegment() throws Exception {
    ProducerTemplate producer = link("", "delivery=all");
    send(producer, 1);
    send(producer, 2);
    untilGot(2);

    Map<String, Object> writing = figures("producer");
    Map<String, Object> reading = figures("consumer");

    assertThat(writing)
        .containsEntry("layout", "ring")
        .containsEntry("slotsSkipped", 0L)
        .containsEntry("framesBlocked", 0L)
        .containsEntry("framesRefused", 0L)
        .containsEntry("takeovers", 0L);
    assertThat((String) writing.get("readers"))
        .contains("shmframe:" + name)
        .contains("process " + ProcessHandle.current().pid())
        .contains("waited for");
    assertThat(reading).containsEntry("layout", "ring").containsEntry("framesDelivered", 2L);
  }

  private Map<String, Object> figures(String direction) {
    return context.getComponent("shmframe", ShmFrameComponent.class).figures().stream()
        .filter(it -> direction.equals(it.get("direction")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldLeaveNothingBehindWhereItWasAskedTo() throws Exception {
    ProducerTemplate producer = link("unlinkOnStop=true", "");
    send(producer, 1);
    untilGot(1);

    context.stop();

    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void shouldLeaveTheLastFrameForWhoComesLater() throws Exception {
    ProducerTemplate producer = writeOnly("");
    send(producer, 4);
    context.getRouteController().stopRoute("in");

    read("");

    untilGot(1);
    assertThat(got.get(0).bytes()).isEqualTo(picture(4));
  }

  final ProducerTemplate writeOnly(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("in").errorHandler(noErrorHandler()).to(ring(options));
          }
        });
    return context.createProducerTemplate();
  }

  final void read(String options) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ring(options)).routeId("frames").process(RingTest.this::keep);
          }
        });
  }

  private static Byte[] values(int from, int to) {
    Byte[] values = new Byte[to - from + 1];
    for (int i = from; i <= to; i++) {
      values[i - from] = (byte) i;
    }
    return values;
  }
}
