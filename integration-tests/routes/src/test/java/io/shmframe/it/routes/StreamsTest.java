// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.memory.SegmentException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several cameras in one segment, and several pictures in one stream. */
class StreamsTest extends LayoutTest {

  /** What an imginf stream has unless said otherwise: 1920 * 1080 * 3 + 12. */
  private static final int IMGINF_STREAM = 6_220_812;

  /** width at 0, height at 4, channels at 8, sequence at 12, pixels at 16. */
  private static final String HEADER = "width:i32,height:i32,channels:i32,sequence:u32";

  private final Map<Integer, Got> streams = new ConcurrentHashMap<>();

  private void sized(long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  /** One picture of 8 x 4 pixels of 3 bytes. */
  private static ByteBuffer frame(int sequence, int value) {
    return bytes(16 + 96)
        .putInt(0, 8)
        .putInt(4, 4)
        .putInt(8, 3)
        .putInt(12, sequence)
        .put(16, filled(96, value));
  }

  private void consumeStreams(String layout, String options, int count) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (int i = 0; i < count; i++) {
              int stream = i;
              from(at(layout, "streams=" + count + "&stream=" + stream + options))
                  .process(
                      e ->
                          streams.put(
                              stream,
                              new Got(e.getIn().getBody(), Map.copyOf(e.getIn().getHeaders()))));
            }
          }
        });
  }

  private ProducerTemplate produceStreams(String layout, String options, int count)
      throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (int i = 0; i < count; i++) {
              from("direct:in" + i).to(at(layout, "streams=" + count + "&stream=" + i + options));
            }
          }
        });
    return context.createProducerTemplate();
  }

  @Test
  void shouldReadFourCamerasOfImginfAtOnce() throws Exception {
    sized(4L * IMGINF_STREAM);
    for (int i = 0; i < 4; i++) {
      write(
          i * IMGINF_STREAM,
          bytes(12 + 96 + i).putInt(0, 8 + i).putInt(4, 1).putInt(8, 0).put(12, filled(96, i + 1)));
    }
    consumeStreams("imginf", "", 4);
    until(() -> streams.size() == 4);

    for (int i = 0; i < 4; i++) {
      assertThat(streams.get(i).bytes()).hasSize(8 + i).containsOnly(i + 1);
      assertThat(streams.get(i).header("CamelShmFrameWidth")).isEqualTo(8 + i);
    }
  }

  @Test
  void shouldWriteFourCamerasOfImginfAtOnce() throws Exception {
    ProducerTemplate template = produceStreams("imginf", "", 4);
    for (int i : new int[] {2, 0, 3, 1}) {
      template.sendBodyAndHeaders(
          "direct:in" + i,
          filled(8 + i, i + 1),
          Map.of("CamelShmFrameWidth", 8 + i, "CamelShmFrameHeight", 1, "CamelShmFrameType", 0));
    }

    assertThat(path()).hasSize(4L * IMGINF_STREAM);
    ByteBuffer file = file();
    for (int i = 0; i < 4; i++) {
      assertThat(file.getInt(i * IMGINF_STREAM)).isEqualTo(8 + i);
      assertThat(part(file, i * IMGINF_STREAM + 12, 8 + i)).containsOnly(i + 1);
    }
  }

  @Test
  void shouldGiveOneStreamOfImginfRoomForAFullPicture() throws Exception {
    produce("imginf", "width=8&height=4&type=16").sendBody("direct:in", new byte[96]);

    assertThat(path()).hasSize(IMGINF_STREAM);
  }

  @ParameterizedTest
  @CsvSource({"'', 112", "'&streamStride=1000', 1000", "'&streamStride=112', 112"})
  void shouldReadStreamsOfADescribedHeader(String option, int stride) throws Exception {
    sized(3L * stride);
    for (int i = 0; i < 3; i++) {
      write(i * stride, frame(7 + i, i + 1));
    }
    consumeStreams(HEADER, option, 3);
    until(() -> streams.size() == 3);

    for (int i = 0; i < 3; i++) {
      assertThat(streams.get(i).bytes()).hasSize(96).containsOnly(i + 1);
      assertThat(streams.get(i).header("CamelShmFrameSequence")).isEqualTo(7L + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 112", "'&streamStride=1000', 1000", "'&capacity=200', 216"})
  void shouldWriteStreamsOfADescribedHeader(String option, int stride) throws Exception {
    ProducerTemplate template = produceStreams(HEADER, "&width=8&height=4&channels=3" + option, 3);
    for (int i : new int[] {1, 0, 2}) {
      template.sendBody("direct:in" + i, filled(96, i + 1));
    }

    assertThat(path()).hasSize(3L * stride);
    for (int i = 0; i < 3; i++) {
      assertThat(part(file(), i * stride, 112)).isEqualTo(frame(1, i + 1).array());
    }
  }

  @Test
  void shouldReadOneStreamOnWhileAnotherIsWritten() throws Exception {
    sized(224);
    write(0, frame(1, 1));
    write(112, frame(1, 2));
    consume(HEADER, "streams=2&stream=1");
    first();
    for (int i = 2; i < 6; i++) {
      write(16, ByteBuffer.wrap(filled(96, i + 10)));
      write(12, bytes(4).putInt(0, i));
    }
    write(112 + 16, ByteBuffer.wrap(filled(96, 9)));
    write(112 + 12, bytes(4).putInt(0, 2));
    untilGot(2);

    assertThat(got).hasSize(2);
    assertThat(last().bytes()).containsOnly(9);
    assertThat(last().header("CamelShmFrameMissed")).isEqualTo(0L);
  }

  @ParameterizedTest
  @CsvSource({
    "'streams=0', Option streams, 0",
    "'streams=-1', Option streams, -1",
    "'stream=1', Option stream, 1",
    "'streams=4&stream=4', Option stream, 4",
    "'streams=4&stream=-1', Option stream, -1",
    "'streams=2&streamStride=11', Option streamStride, 11",
    "'streamStride=-1', Option streamStride, -1",
    "'streams=2&create=replace', Option create, replace",
    "'region=1', Option region, 1",
    "'region=-1', Option region, -1",
    "'regions=2&region=2', Option region, 2",
    "'regions=-1', Option regions, -1"
  })
  void shouldNameAnOptionThatIsOutOfItsRange(String options, String option, String found) {
    assertThatThrownBy(() -> context.getEndpoint(at("imginf", options)))
        .hasStackTraceContaining(option + " of")
        .hasStackTraceContaining(found);
  }

  @Test
  void shouldSayThatASegmentIsTooSmallForTheStreamAndTakeItWhenItHasGrown() throws Exception {
    sized(1000);
    consume(HEADER, "streams=3&stream=2&streamStride=1000");
    assertThat(firstError()).hasStackTraceContaining("1000 bytes");
    sized(3000);
    write(2000, frame(1, 5));
    untilGot(1);

    assertThat(last().bytes()).containsOnly(5);
  }

  @Test
  void shouldNotReadBeyondTheStream() throws Exception {
    sized(300);
    write(0, frame(1, 1));
    consume(HEADER, "streams=3&stream=0&streamStride=100");

    assertThat(firstError())
        .hasStackTraceContaining("96 bytes")
        .hasStackTraceContaining("streamStride");
  }

  @Test
  void shouldNotWriteBeyondTheStream() throws Exception {
    sized(300);
    write(100, frame(1, 1));
    byte[] before = file().array();
    ProducerTemplate template =
        produce(HEADER, "width=8&height=4&channels=3&streams=3&streamStride=100");

    assertThatThrownBy(() -> template.sendBody("direct:in", new byte[96]))
        .hasCauseInstanceOf(SegmentException.class)
        .hasStackTraceContaining("streamStride");
    assertThat(file().array()).isEqualTo(before);
  }

  @Test
  void shouldSayThatAnExistingSegmentIsTooSmallToWriteTheStream() throws Exception {
    sized(2000);
    ProducerTemplate template =
        produce(HEADER, "width=8&height=4&channels=3&streams=3&stream=2&streamStride=1000");

    assertThatThrownBy(() -> template.sendBody("direct:in", new byte[96]))
        .hasCauseInstanceOf(SegmentException.class)
        .hasStackTraceContaining("2000 bytes");
    assertThat(path()).hasSize(2000);
  }

  private static final String SIZE = "width=8&height=4&channels=3";

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldReadTheRegionsOfRaw(int region) throws Exception {
    write(bytes(192).put(0, filled(96, 1)).put(96, filled(96, 2)));
    consume("raw", SIZE + "&region=" + region);

    assertThat(first().bytes()).hasSize(96).containsOnly(region + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldWriteTheRegionsOfRaw(int region) throws Exception {
    produce("raw", SIZE + "&region=" + region).sendBody("direct:in", filled(96, 7));

    assertThat(file()).isEqualTo(bytes(192).put(96 * region, filled(96, 7)));
  }

  @Test
  void shouldLeaveTheOtherRegionAlone() throws Exception {
    write(bytes(192).put(0, filled(96, 1)).put(96, filled(96, 2)));
    produce("raw", SIZE + "&region=1").sendBody("direct:in", filled(96, 7));

    assertThat(file()).isEqualTo(bytes(192).put(0, filled(96, 1)).put(96, filled(96, 7)));
  }

  @Test
  void shouldReadARegionBehindADescribedHeader() throws Exception {
    write(bytes(4 + 288).putInt(0, 1).put(4, filled(192, 1)).put(196, filled(96, 3)));
    consume("sequence:u32", SIZE + "&regions=3&region=2");

    assertThat(first().bytes()).hasSize(96).containsOnly(3);
  }

  @Test
  void shouldWriteARegionBehindADescribedHeader() throws Exception {
    produce("sequence:u32", SIZE + "&regions=3&region=1").sendBody("direct:in", filled(96, 7));

    assertThat(file()).isEqualTo(bytes(4 + 288).putInt(0, 1).put(100, filled(96, 7)));
  }

  @Test
  void shouldReadTheRegionOfAStream() throws Exception {
    write(bytes(400).put(200, filled(96, 1)).put(296, filled(96, 2)));
    consume("raw", SIZE + "&streams=2&stream=1&region=1");

    assertThat(first().bytes()).hasSize(96).containsOnly(2);
  }

  @Test
  void shouldGiveEveryRowOfARegionItsStride() throws Exception {
    write(bytes(256).put(0, filled(128, 1)).put(128, filled(128, 2)));
    consume("raw", SIZE + "&stride=32&region=1");

    assertThat(first().bytes()).hasSize(96).containsOnly(2);
  }

  @Test
  void shouldReadTheFirstRegionOfASegmentThatHasOnlyThat() throws Exception {
    write(bytes(96).put(0, filled(96, 1)));
    consume("raw", SIZE);

    assertThat(first().bytes()).hasSize(96).containsOnly(1);
  }

  @Test
  void shouldSayThatTheRegionIsNotThere() throws Exception {
    write(bytes(96).put(0, filled(96, 1)));
    consume("raw", SIZE + "&region=1");

    assertThat(firstError())
        .hasStackTraceContaining("96 bytes")
        .hasStackTraceContaining("from offset 96");
  }

  /**
   * All streams together are more than a segment can be: nothing must be filled with zeros before
   * that is said.
   */
  @Test
  void shouldRefuseToMakeASegmentThatIsTooLargeForAllStreams() throws Exception {
    ProducerTemplate template = produce("imginf", "streams=1000000");

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders(
                    "direct:in",
                    filled(96, 1),
                    Map.of(
                        "CamelShmFrameWidth", 8,
                        "CamelShmFrameHeight", 4,
                        "CamelShmFrameType", 16)))
        .hasStackTraceContaining("for all streams and regions");
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "streamStride=2147483648, Option streamStride, expected 0 to",
    "streams=9000&stream=8000, Option stream, behind the largest segment"
  })
  void shouldRefuseStreamsThatNoSegmentHolds(String options, String option, String said) {
    assertThatThrownBy(() -> context.getEndpoint(at("imginf", options)))
        .hasStackTraceContaining(option)
        .hasStackTraceContaining(said);
  }
}
