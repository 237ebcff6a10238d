// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.camel.opencv.JpegDataFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From what Kafka gives to a ring. */
@Timeout(60)
class ReceiverRoutesTest {

  private static final int BYTES = Sides.WIDTH * Sides.HEIGHT * 3;

  private static final List<String> PICTURE =
      List.of(
          "shmframe.width",
          "shmframe.height",
          "shmframe.channels",
          "shmframe.type",
          "shmframe.pixelFormat");

  @TempDir Path folder;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream error = System.err;
  private Incoming records;
  private CamelContext context;
  private ProducerTemplate kafka;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(error);
    if (context != null) {
      context.stop();
    }
  }

  @Test
  void shouldPublishPixelsWithTheirNumberAndTime() throws Exception {
    start();
    long stamp = Age.now();
    Map<String, Object> headers = headers("raw", 7, 41, 3);
    headers.put("shmframe.timestampNs", stamp);
    headers.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    send(pixels(5), headers);

    Exchange frame = read();
    assertThat(frame.getMessage().getBody(byte[].class)).hasSize(BYTES).containsOnly(5);
    assertThat(frame.getMessage().getHeaders())
        .containsEntry(ShmFrameConstants.WIDTH, Sides.WIDTH)
        .containsEntry(ShmFrameConstants.HEIGHT, Sides.HEIGHT)
        .containsEntry(ShmFrameConstants.TYPE, 16)
        .containsEntry(ShmFrameConstants.PIXEL_FORMAT, "BGR24")
        .containsEntry(ShmFrameConstants.TIMESTAMP_NANOS, stamp)
        .containsEntry("bridge.epoch", 7L)
        .containsEntry("bridge.sequence", 41L)
        .containsEntry("bridge.attempt", 3L)
        .containsEntry("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .doesNotContainKey("shmframe.width");
  }

  @Test
  void shouldMakePicturesOfJpegs() throws Exception {
    start();
    send(jpeg(), headers("jpeg", 7, 1, 1));

    assertThat(read().getMessage().getBody(byte[].class)).hasSize(BYTES);
    assertThat(count(Received.PUBLISHED)).isEqualTo(1);
  }

  @Test
  void shouldPublishWhatIsEncodedAsItIs() throws Exception {
    start();
    Map<String, Object> headers = headers("asis", 7, 1, 1);
    headers.keySet().removeAll(PICTURE);
    headers.put("shmframe.encoding", "h264");
    send(new byte[] {1, 2, 3}, headers);

    Exchange frame = read();
    assertThat(frame.getMessage().getBody(byte[].class)).containsExactly(1, 2, 3);
    assertThat(frame.getMessage().getHeader(ShmFrameConstants.ENCODING)).isEqualTo("h264");
  }

  @Test
  void shouldSayThatFramesAreLostBeforeOne() throws Exception {
    start();
    send(pixels(1), headers("raw", 7, 1, 1));
    send(pixels(2), headers("raw", 7, 2, 2));
    assertThat(read().getMessage().getHeader(ShmFrameConstants.FLAGS)).isNull();

    send(pixels(3), headers("raw", 7, 9, 5));

    assertThat(read().getMessage().getHeader(ShmFrameConstants.FLAGS)).isEqualTo("discontinuity");
    assertThat(count(Received.LOST)).isEqualTo(2);
  }

  @Test
  void shouldPublishNothingTwice() throws Exception {
    start();
    send(pixels(1), headers("raw", 7, 2, 2));
    send(pixels(1), headers("raw", 7, 2, 2));
    send(pixels(1), headers("raw", 7, 1, 1));

    assertThat(count(Received.PUBLISHED)).isEqualTo(1);
    assertThat(count(Received.DUPLICATE)).isEqualTo(2);
  }

  @Test
  void shouldPublishNothingTwiceAfterItWasStartedAgain() throws Exception {
    start();
    send(pixels(1), headers("raw", 7, 2, 2));
    context.stop();

    start();
    send(pixels(1), headers("raw", 7, 2, 2));
    send(pixels(3), headers("raw", 7, 6, 5));

    assertThat(count(Received.DUPLICATE)).isEqualTo(1);
    assertThat(count(Received.PUBLISHED)).isEqualTo(1);
    assertThat(count(Received.LOST)).isEqualTo(2);
  }

  @Test
  void shouldFollowASenderThatWasStartedAgain() throws Exception {
    start();
    send(pixels(1), headers("raw", 7, 500, 500));
    send(pixels(2), headers("raw", 8, 1, 1));

    assertThat(read().getMessage().getBody(byte[].class)).containsOnly(2);
    assertThat(count(Received.PUBLISHED)).isEqualTo(2);
  }

  @Test
  void shouldDropWhatIsTooOld() throws Exception {
    start("maxAge", "10s");
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.timestampNs", Age.now() - TimeUnit.SECONDS.toNanos(60));
    send(pixels(1), headers);

    assertThat(count(Received.AGE)).isEqualTo(1);
    assertThat(count(Received.PUBLISHED)).isZero();
  }

  @Test
  void shouldSayThatTheOtherHostsClockIsAhead() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.timestampNs", Age.now() + TimeUnit.SECONDS.toNanos(60));
    send(pixels(1), headers);

    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("Camera cam: its host's clock is ahead of this one's by ");
    assertThat(count(Received.PUBLISHED)).isEqualTo(1);
  }

  @Test
  void shouldPublishTensors() throws Exception {
    start();
    Map<String, Object> headers = headers("asis", 7, 1, 1);
    headers.keySet().removeAll(PICTURE);
    headers.put("shmframe.dtype", "int16");
    headers.put("shmframe.shape", "2x3");
    send(new byte[12], headers);

    assertThat(read().getMessage().getHeaders())
        .containsEntry(ShmFrameConstants.DTYPE, "int16")
        .containsEntry(ShmFrameConstants.SHAPE, "2x3");
  }

  @Test
  void shouldCarryTheFlagsOfAFrame() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.flags", "endOfStream");
    send(pixels(1), headers);

    assertThat(read().getMessage().getHeader(ShmFrameConstants.FLAGS)).isEqualTo("endOfStream");
  }

  @Test
  void shouldRefuseARecordWithoutHeaders() throws Exception {
    start();
    send(pixels(1), Map.of(KafkaConstants.KEY, "cam"));

    assertBad("Record frames-1@42: expected a header shmframe.segment, found none");
  }

  @Test
  void shouldRefuseACameraThatNobodyNamed() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put(KafkaConstants.KEY, "../passwd?create=replace");
    send(pixels(1), headers);

    assertThat(records.strangers().of(Received.BAD)).isEqualTo(1);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains(
            "Record frames-1@42: bridge.cameras: expected one of [cam], found the key ..?passwd?create?replace");
    assertOthersLiveOn();
  }

  @Test
  void shouldRefuseAKeyOfAnotherCamera() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.segment", "other");
    send(pixels(1), headers);

    assertBad("Record frames-1@42: expected the key other of its segment, found cam");
  }

  @Test
  void shouldRefuseASizeThatIsNotThePixels() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.width", "30000");
    send(pixels(1), headers);

    assertBad("Record frames-1@42: ", "30000 x 32 x 3", "4608");
  }

  @Test
  void shouldRefuseASizeThatIsBeyondAllMeasure() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.width", "9223372036854775807");
    send(pixels(1), headers);

    assertBad("Record frames-1@42: header width: expected a whole number from 0 to 1073741824");
  }

  @Test
  void shouldRefuseASizeThatIsNotTheJpegs() throws Exception {
    start();
    Map<String, Object> headers = headers("jpeg", 7, 1, 1);
    headers.put("shmframe.height", "33");
    send(jpeg(), headers);

    assertBad(
        "Record frames-1@42: header shmframe.height: expected 32, which the picture has, found 33");
  }

  @Test
  void shouldRefuseAJpegThatIsNone() throws Exception {
    start();
    send(new byte[] {1, 2, 3}, headers("jpeg", 7, 1, 1));

    assertBad("Record frames-1@42: ");
  }

  @Test
  void shouldRefuseAJpegWhosePictureIsTooLarge() throws Exception {
    start("maxBytes", "4000");
    send(jpeg(), headers("jpeg", 7, 1, 1));

    assertThat(log.toString(StandardCharsets.UTF_8)).contains("Record frames-1@42: ", "maxBytes");
    assertThat(count(Received.BAD)).isEqualTo(1);
  }

  @Test
  void shouldRefuseARecordThatIsTooLarge() throws Exception {
    start("maxBytes", "4607");
    send(pixels(1), headers("raw", 7, 1, 1));

    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains(
            "Record frames-1@42: bridge.maxBytes: expected a value of 1 to 4607 bytes, found 4608");
    assertThat(count(Received.BAD)).isEqualTo(1);
  }

  @Test
  void shouldRefuseARecordWithoutAValue() throws Exception {
    start();
    send(null, headers("raw", 7, 1, 1));

    assertBad("bridge.maxBytes: expected a value of 1 to 33554432 bytes, found 0");
  }

  @Test
  void shouldRefuseAPayloadThatIsNotKnown() throws Exception {
    start();
    send(pixels(1), headers("pickle", 7, 1, 1));

    assertBad(
        "Record frames-1@42: header shmframe.payload: expected jpeg, raw or asis, found pickle");
  }

  @Test
  void shouldRefuseANumberThatIsNone() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.sequence", "-3");
    send(pixels(1), headers);

    assertBad("header shmframe.sequence: expected a whole number from 1 to", "found -3");
  }

  @Test
  void shouldNotShowAHeaderAtAnyLength() throws Exception {
    start();
    Map<String, Object> headers = headers("raw", 7, 1, 1);
    headers.put("shmframe.shape", "x".repeat(100_000));
    send(pixels(1), headers);

    assertBad("header shmframe.shape: expected at most 256 printable characters, found 100000");
  }

  private void start(String... said) throws Exception {
    BridgeOptions options = Sides.options(folder, said);
    records = new Incoming(options, new Ledger(Optional.empty()));
    context = Sides.receiver(new ReceiverRoutes(options, records));
    kafka = context.createProducerTemplate();
  }

  private void assertBad(String... words) {
    assertThat(log.toString(StandardCharsets.UTF_8)).contains(words);
    assertThat(count(Received.BAD)).isEqualTo(1);
    assertOthersLiveOn();
  }

  private void assertOthersLiveOn() {
    send(pixels(9), headers("raw", 7, 100, 2));
    assertThat(count(Received.PUBLISHED)).isEqualTo(1);
  }

  private long count(Received kind) {
    return records.cameras().get("cam").tally().of(kind);
  }

  private static byte[] pixels(int value) {
    byte[] pixels = new byte[BYTES];
    Arrays.fill(pixels, (byte) value);
    return pixels;
  }

  private byte[] jpeg() throws Exception {
    try (JpegDataFormat jpeg = new JpegDataFormat()) {
      jpeg.setCamelContext(context);
      jpeg.start();
      Exchange exchange = new DefaultExchange(context);
      exchange.getMessage().setHeader(ShmFrameConstants.WIDTH, Sides.WIDTH);
      exchange.getMessage().setHeader(ShmFrameConstants.HEIGHT, Sides.HEIGHT);
      exchange.getMessage().setHeader(ShmFrameConstants.CHANNELS, 3);
      exchange.getMessage().setBody(pixels(90));
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      jpeg.marshal(exchange, exchange.getMessage().getBody(), file);
      return file.toByteArray();
    }
  }

  private static Map<String, Object> headers(
      String payload, long epoch, long sequence, long attempt) {
    Map<String, Object> all = new HashMap<>();
    all.put(KafkaConstants.KEY, "cam");
    all.put("shmframe.segment", "cam");
    all.put("shmframe.payload", payload);
    all.put("shmframe.epoch", epoch);
    all.put("shmframe.sequence", sequence);
    all.put("shmframe.attempt", attempt);
    all.put("shmframe.timestampNs", Age.now());
    all.put("shmframe.width", Sides.WIDTH);
    all.put("shmframe.height", Sides.HEIGHT);
    all.put("shmframe.channels", 3);
    all.put("shmframe.type", 16);
    all.put("shmframe.pixelFormat", "BGR24");
    all.put("shmframe.encoding", payload.equals("jpeg") ? "jpeg" : "raw");
    return all;
  }

  /** As Kafka gives it: header values are bytes. */
  private void send(byte[] value, Map<String, Object> headers) {
    kafka.send(
        Sides.RECORDS,
        exchange -> {
          exchange.getMessage().setBody(value);
          headers.forEach(
              (name, said) ->
                  exchange
                      .getMessage()
                      .setHeader(
                          name,
                          name.equals(KafkaConstants.KEY)
                              ? said
                              : said.toString().getBytes(StandardCharsets.UTF_8)));
          exchange.getMessage().setHeader(KafkaConstants.TOPIC, "frames");
          exchange.getMessage().setHeader(KafkaConstants.PARTITION, 1);
          exchange.getMessage().setHeader(KafkaConstants.OFFSET, 42L);
        });
  }

  /** The newest frame of the ring, as its readers see it. */
  private Exchange read() {
    Exchange frame =
        context
            .createConsumerTemplate()
            .receive("shmframe:cam?directory=RAW(" + folder + ")", 5000);
    assertThat(frame).isNotNull();
    return frame;
  }
}
