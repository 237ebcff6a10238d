// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.frame.FrameFlag;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a segment to what Kafka would be given. */
@Timeout(60)
class SenderRoutesTest {

  @TempDir Path folder;

  private SenderRoutes routes;
  private CamelContext context;

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop();
    }
  }

  @Test
  void shouldSendAJpegKeyedByItsCameraWithTheFramesHeaders() throws Exception {
    start();
    long stamp = Age.now();
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 90, stamp);
      Message record = record(0);

      assertThat(record.getBody(byte[].class)).startsWith(0xff, 0xd8);
      assertThat(record.getHeaders())
          .containsEntry(KafkaConstants.KEY, "cam")
          .containsEntry("shmframe.payload", "jpeg")
          .containsEntry("shmframe.segment", "cam")
          .containsEntry("shmframe.width", "48")
          .containsEntry("shmframe.height", "32")
          .containsEntry("shmframe.channels", "3")
          .containsEntry("shmframe.type", "16")
          .containsEntry("shmframe.pixelFormat", "BGR24")
          .containsEntry("shmframe.encoding", "jpeg")
          .containsEntry("shmframe.sequence", "1")
          .containsEntry("shmframe.attempt", "1")
          .containsEntry("shmframe.timestampNs", Long.toString(stamp))
          .containsKey("shmframe.epoch");
    }
  }

  @Test
  void shouldSendPixelsAsTheyAre() throws Exception {
    start("payload", "raw");
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 90, Age.now());

      byte[] body = record(0).getBody(byte[].class);
      assertThat(body).hasSize(Sides.WIDTH * Sides.HEIGHT * 3).containsOnly(90);
      assertThat(record(0).getHeaders()).containsEntry("shmframe.encoding", "raw");
    }
  }

  @Test
  void shouldSendWhateverTheFrameIs() throws Exception {
    start("payload", "asis");
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publishEncoded(camera, new byte[] {1, 2, 3}, "h264");

      assertThat(record(0).getBody(byte[].class)).containsExactly(1, 2, 3);
      assertThat(record(0).getHeaders()).containsEntry("shmframe.encoding", "h264");
    }
  }

  @Test
  void shouldSendTensors() throws Exception {
    start("payload", "asis");
    try (RingWriter camera = Sides.ring(folder)) {
      camera.publish(
          FrameView.of(FrameGeometry.tensor(ElementType.INT16, 2, 3), ByteBuffer.allocate(12)),
          new FrameTags(
              Age.now(),
              Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
              FrameTags.RAW,
              Set.of(FrameFlag.END_OF_STREAM)));

      assertThat(record(0).getHeaders())
          .containsEntry("shmframe.dtype", "int16")
          .containsEntry("shmframe.shape", "2x3")
          .containsEntry("shmframe.flags", "endOfStream")
          .containsEntry("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    }
  }

  @Test
  void shouldEncodeWithTheQualityThatWasAskedFor() throws Exception {
    start("quality", "1");
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publishNoise(camera);
      int poor = record(0).getBody(byte[].class).length;
      context.stop();
      start("quality", "100");

      assertThat(record(0).getBody(byte[].class).length).isGreaterThan(2 * poor);
    }
  }

  @Test
  void shouldTakeSegmentsOfAnyLayoutAndNumberTheFramesItself() throws Exception {
    start("cameras", "cam?layout=frameheader&reattachInterval=10ms", "payload", "raw");
    FrameGeometry size = FrameGeometry.of8Bit(Sides.WIDTH, Sides.HEIGHT, 3);
    try (FrameWriter camera =
        new FrameWriter(
            folder.resolve("cam"), Preset.FRAMEHEADER.layout(), WriterOptions.defaults())) {
      for (int value = 1; value <= 2; value++) {
        byte[] pixels = new byte[(int) size.bytes()];
        pixels[0] = (byte) value;
        camera.publish(
            FrameView.of(size, ByteBuffer.wrap(pixels)),
            FrameTags.ofMillis(System.currentTimeMillis()));
        record(value - 1);
      }
    }

    assertThat(record(0).getHeader("shmframe.sequence")).isEqualTo("1");
    assertThat(Integer.parseInt(record(1).getHeader("shmframe.sequence", String.class)))
        .isGreaterThan(1);
  }

  @Test
  void shouldDropWhatIsTooOld() throws Exception {
    start("maxAge", "10s");
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 1, Age.now() - TimeUnit.SECONDS.toNanos(60));
      await().until(() -> count(Sent.AGE) == 1);
      Sides.publish(camera, 2, Age.now());

      assertThat(record(0).getHeader("shmframe.sequence")).isEqualTo("2");
    }
  }

  @Test
  void shouldDropTheOldestWhileAsManyRecordsAsAllowedAreInFlight() throws Exception {
    start("inFlight", "1", "payload", "raw");
    CountDownLatch acknowledged = new CountDownLatch(1);
    kafka().whenExchangeReceived(1, exchange -> acknowledged.await());
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 1, Age.now());
      await().until(() -> routes.cameras().get(0).inFlight() == 1);
      // The consumer's thread must have come to where it waits, or it would take the second frame.
      await().until(() -> routes.cameras().get(0).held());
      for (int value = 2; value <= 6; value++) {
        Sides.publish(camera, value, Age.now());
      }
      acknowledged.countDown();

      assertThat(record(1).getBody(byte[].class)).containsOnly(6);
      assertThat(count(Sent.BACKPRESSURE)).isEqualTo(4);
      await().until(() -> count(Sent.SENT) == 2);
      assertThat(count(Sent.FRAMES)).isEqualTo(6);
    }
  }

  @Test
  void shouldCountWhatIsNotAcknowledgedAndGoOn() throws Exception {
    start();
    kafka()
        .whenExchangeReceived(
            1,
            exchange -> {
              throw new IOException("no broker");
            });
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 1, Age.now());
      await().until(() -> count(Sent.FAILED) == 1);
      Sides.publish(camera, 2, Age.now());
      await().until(() -> count(Sent.SENT) == 1);

      assertThat(record(1).getHeader("shmframe.attempt")).isEqualTo("2");
      assertThat(routes.cameras().get(0).inFlight()).isZero();
    }
  }

  @Test
  void shouldCountWhatThePayloadCannotBe() throws Exception {
    start("payload", "raw");
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publishEncoded(camera, new byte[] {1, 2, 3}, "h264");
      await().until(() -> count(Sent.BAD) == 1);
      Sides.publish(camera, 2, Age.now());

      assertThat(record(0).getHeaders())
          .containsEntry("shmframe.sequence", "2")
          .containsEntry("shmframe.attempt", "1");
    }
  }

  @Test
  void shouldCountWhatIsTooLarge() throws Exception {
    start("payload", "raw", "maxBytes", "100");
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 1, Age.now());

      await().until(() -> count(Sent.BAD) == 1);
    }
  }

  @Test
  void shouldTellNumbersThatBeginAnewByAnotherEpoch() throws Exception {
    start();
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 1, Age.now());
      record(0);
      Sides.publish(camera, 2, Age.now());
      record(1);
      camera.unlink();
    }
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 3, Age.now());

      assertThat(record(2).getHeader("shmframe.sequence")).isEqualTo("1");
      assertThat(record(2).getHeader("shmframe.attempt")).isEqualTo("1");
      assertThat(record(2).getHeader("shmframe.epoch"))
          .isNotEqualTo(record(1).getHeader("shmframe.epoch"));
    }
  }

  @Test
  void shouldNoteTheFateOfEachFrame() throws Exception {
    Path ledger = folder.resolve("ledger");
    start("ledger", ledger.toString());
    try (RingWriter camera = Sides.ring(folder)) {
      Sides.publish(camera, 1, Age.now() - TimeUnit.SECONDS.toNanos(60));
      await().until(() -> count(Sent.AGE) == 1);
      Sides.publish(camera, 2, Age.now());
      await().until(() -> Files.readAllLines(ledger).size() == 2);

      List<String> lines = Files.readAllLines(ledger);
      assertThat(lines.get(0)).matches("cam \\d+ 1 0 age");
      assertThat(lines.get(1)).matches("cam \\d+ 2 1 sent");
    }
  }

  private void start(String... said) throws Exception {
    BridgeOptions options = Sides.options(folder, said);
    routes = new SenderRoutes(options, new Ledger(options.ledger()));
    context = Sides.sender(routes);
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private MockEndpoint kafka() {
    return context.getEndpoint(Sides.KAFKA, MockEndpoint.class);
  }

  private Message record(int index) {
    await().until(() -> kafka().getReceivedExchanges().size() > index);
    return kafka().getReceivedExchanges().get(index).getMessage();
  }

  private long count(Sent kind) {
    return routes.cameras().get(0).tally().of(kind);
  }
}
