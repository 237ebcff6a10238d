// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.TypeConversionException;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every depth of OpenCV, with {@code imginf}: i32 width at 0, height at 4, type at 8, pixels at 12.
 */
class ElementTypesTest extends LayoutTest {

  private static final int WIDTH = 4;
  private static final int HEIGHT = 3;

  /** Enough for 4 x 3 pixels of 512 doubles; the preset's own would be 6 MB a segment. */
  private static final String OPTIONS = "streamStride=65536";

  /** A depth as opencv2/core/hal/interface.h has it, and the Java array that holds its values. */
  enum Depth {
    CV_8U(0, byte[].class),
    CV_8S(1, byte[].class),
    CV_16U(2, short[].class),
    CV_16S(3, short[].class),
    CV_32S(4, int[].class),
    CV_32F(5, float[].class),
    CV_64F(6, double[].class),
    CV_16F(7, short[].class);

    private final int number;
    private final Class<?> array;

    Depth(int number, Class<?> array) {
      this.number = number;
      this.array = array;
    }

    /** CV_MAKETYPE(depth, channels). */
    int type(int channels) {
      return number + (channels - 1) * 8;
    }

    Object values(int channels) {
      return Values.some(array, WIDTH * HEIGHT * channels);
    }
  }

  static Stream<Arguments> types() {
    return Arrays.stream(Depth.values())
        .flatMap(
            depth -> Stream.of(1, 2, 3, 5, 512).map(channels -> Arguments.of(depth, channels)));
  }

  private static String pixelFormat(Depth depth, int channels) {
    return depth != Depth.CV_8U
        ? null
        : switch (channels) {
          case 1 -> "GRAY8";
          case 3 -> "BGR24";
          default -> null;
        };
  }

  private void writeFrame(int type, byte[] payload) {
    write(
        bytes(12 + payload.length)
            .putInt(0, WIDTH)
            .putInt(4, HEIGHT)
            .putInt(8, type)
            .put(12, payload));
  }

  private void assertHeaders(Depth depth, int channels, int copies) {
    int row = Values.memory(depth.values(channels)).length / HEIGHT;
    assertThat(last().header("CamelShmFrameWidth")).isEqualTo(WIDTH);
    assertThat(last().header("CamelShmFrameHeight")).isEqualTo(HEIGHT);
    assertThat(last().header("CamelShmFrameType")).isEqualTo(depth.type(channels));
    assertThat(last().header("CamelShmFrameChannels")).isEqualTo(channels);
    assertThat(last().header("CamelShmFramePixelFormat")).isEqualTo(pixelFormat(depth, channels));
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(row);
    assertThat(last().header("CamelShmFrameCopies")).isEqualTo(copies);
    assertThat(last().header("CamelShmFrameDtype")).isNull();
    assertThat(last().header("CamelShmFrameTimestamp")).isNull();
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldDeliverBytes(Depth depth, int channels) throws Exception {
    byte[] payload = Values.memory(depth.values(channels));
    writeFrame(depth.type(channels), payload);
    consume("imginf", OPTIONS);

    assertThat(first().bytes()).isEqualTo(payload);
    assertHeaders(depth, channels, 1);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldLendAFrame(Depth depth, int channels) throws Exception {
    byte[] payload = Values.memory(depth.values(channels));
    List<Object> seen = new CopyOnWriteArrayList<>();
    writeFrame(depth.type(channels), payload);
    consume(
        "imginf",
        OPTIONS + "&bodyType=frame",
        e -> {
          FrameView view = e.getIn().getBody(FrameView.class);
          seen.addAll(List.of(view.geometry().type(), view.stride(), seen(e), view.intact()));
        });

    first();
    assertThat(seen).containsExactly(depth.type(channels), payload.length / HEIGHT, payload, true);
    assertHeaders(depth, channels, 0);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldDeliverAMat(Depth depth, int channels) throws Exception {
    byte[] payload = Values.memory(depth.values(channels));
    List<Object> seen = new CopyOnWriteArrayList<>();
    writeFrame(depth.type(channels), payload);
    consume(
        "imginf",
        OPTIONS + "&bodyType=mat",
        e -> {
          Mat mat = e.getIn().getBody(Mat.class);
          seen.addAll(List.of(mat.dims(), mat.rows(), mat.cols(), mat.type(), mat.channels()));
          seen.add(seen(e));
        });

    first();
    assertThat(seen).containsExactly(2, HEIGHT, WIDTH, depth.type(channels), channels, payload);
    assertHeaders(depth, channels, 1);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldDeliverAnArrayOfTheirJavaType(Depth depth, int channels) throws Exception {
    Object values = depth.values(channels);
    writeFrame(depth.type(channels), Values.memory(values));
    consume("imginf", OPTIONS + "&bodyType=array");

    assertThat(first().body()).isInstanceOf(depth.array).isEqualTo(values);
    assertHeaders(depth, channels, 2);
  }

  private static Map<String, Object> size(int type) {
    return Map.of(
        "CamelShmFrameWidth", WIDTH, "CamelShmFrameHeight", HEIGHT, "CamelShmFrameType", type);
  }

  private void assertWritten(Depth depth, int channels) {
    byte[] payload = Values.memory(depth.values(channels));
    ByteBuffer file = file();
    assertThat(List.of(file.getInt(0), file.getInt(4), file.getInt(8)))
        .containsExactly(WIDTH, HEIGHT, depth.type(channels));
    assertThat(part(file, 12, payload.length)).isEqualTo(payload);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldWriteBytes(Depth depth, int channels) throws Exception {
    produce("imginf", OPTIONS)
        .sendBodyAndHeaders(
            "direct:in", Values.memory(depth.values(channels)), size(depth.type(channels)));

    assertWritten(depth, channels);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldWriteAnArrayOfTheirJavaType(Depth depth, int channels) throws Exception {
    produce("imginf", OPTIONS)
        .sendBodyAndHeaders("direct:in", depth.values(channels), size(depth.type(channels)));

    assertWritten(depth, channels);
  }

  private static ByteBuffer behind(int position, ByteBuffer memory, byte[] payload) {
    return memory.position(position).put(payload).flip().position(position);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldWriteBuffersFromTheirPosition(Depth depth, int channels) throws Exception {
    byte[] payload = Values.memory(depth.values(channels));
    ProducerTemplate template = produce("imginf", OPTIONS);
    for (ByteBuffer buffer :
        List.of(
            ByteBuffer.wrap(payload),
            behind(5, ByteBuffer.allocate(payload.length + 9), payload),
            behind(7, ByteBuffer.allocateDirect(payload.length + 9), payload).asReadOnlyBuffer())) {
      int position = buffer.position();
      template.sendBodyAndHeaders(
          "direct:in", new byte[payload.length], size(depth.type(channels)));
      template.sendBodyAndHeaders("direct:in", buffer, size(depth.type(channels)));

      assertWritten(depth, channels);
      assertThat(buffer.position()).isEqualTo(position);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldWriteAFrameViewWithItsOwnType(Depth depth, int channels) throws Exception {
    FrameView view =
        FrameView.of(
            new FrameGeometry(WIDTH, HEIGHT, depth.type(channels)),
            ByteBuffer.wrap(Values.memory(depth.values(channels))));
    produce("imginf", OPTIONS).sendBody("direct:in", view);

    assertWritten(depth, channels);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldWriteAMatWithItsOwnType(Depth depth, int channels) throws Exception {
    byte[] payload = Values.memory(depth.values(channels));
    try (Mat mat = new Mat(HEIGHT, WIDTH, depth.type(channels))) {
      mat.data().put(payload, 0, payload.length);
      produce("imginf", OPTIONS).sendBody("direct:in", mat);
    }

    assertWritten(depth, channels);
  }

  @ParameterizedTest
  @CsvSource({"CV_32F, 5", "CV_64F, 6", "CV_32S, 4", "CV_16S, 3"})
  void shouldTakeAnArraysOwnTypeWhereNothingElseIsSaid(Depth depth, int type) throws Exception {
    produce("imginf", OPTIONS)
        .sendBodyAndHeaders(
            "direct:in",
            depth.values(1),
            Map.of("CamelShmFrameWidth", WIDTH, "CamelShmFrameHeight", HEIGHT));

    assertThat(file().getInt(8)).isEqualTo(type);
    assertWritten(depth, 1);
  }

  @Test
  void shouldRefuseAnArrayThatOpenCvHasNoDepthFor() throws Exception {
    ProducerTemplate template = produce("imginf", OPTIONS);

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders(
                    "direct:in",
                    new long[WIDTH * HEIGHT],
                    Map.of("CamelShmFrameWidth", WIDTH, "CamelShmFrameHeight", HEIGHT)))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("int64");
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "CV_32F, CV_32S, int[], float32",
    "CV_32S, CV_32F, float[], int32",
    "CV_16F, CV_64F, double[], float16",
    "CV_64F, CV_32F, float[], float64",
    "CV_8U, CV_16S, short[], 4 x 3 x 1"
  })
  void shouldRefuseAnArrayOfAnotherTypeThanTheHeaders(
      Depth said, Depth given, String array, String expected) throws Exception {
    ProducerTemplate template = produce("imginf", OPTIONS);

    assertThatThrownBy(
            () -> template.sendBodyAndHeaders("direct:in", given.values(1), size(said.type(1))))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining(expected)
        .hasStackTraceContaining(array);
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"4096", "-1", "65536"})
  void shouldRefuseATypeThatOpenCvDoesNotHave(int type) throws Exception {
    writeFrame(type, new byte[4096]);
    consume("imginf", OPTIONS);

    assertThat(firstError()).hasStackTraceContaining("type").hasStackTraceContaining("" + type);
  }

  private static final List<Class<?>> ARRAYS =
      List.of(float[].class, double[].class, int[].class, long[].class, short[].class);

  static Stream<Arguments> conversions() {
    return Stream.of("bytes", "frame")
        .flatMap(
            bodyType -> Arrays.stream(Depth.values()).map(depth -> Arguments.of(bodyType, depth)));
  }

  /** What getBody gives for each type of array, and what getMandatoryBody throws. */
  private Map<Class<?>, Object> converted(String bodyType, Depth depth) throws Exception {
    Map<Class<?>, Object> seen = new HashMap<>();
    writeFrame(depth.type(3), Values.memory(depth.values(3)));
    consume(
        "imginf",
        OPTIONS + "&bodyType=" + bodyType,
        e -> {
          for (Class<?> wanted : ARRAYS) {
            seen.put(wanted, body(e, wanted));
          }
        });
    first();
    return seen;
  }

  private static Object body(Exchange exchange, Class<?> wanted) {
    try {
      Object body = exchange.getIn().getBody(wanted);
      return body == null ? refusal(exchange, wanted) : body;
    } catch (TypeConversionException e) {
      return e.getClass();
    }
  }

  private static Object refusal(Exchange exchange, Class<?> wanted) {
    try {
      return exchange.getIn().getMandatoryBody(wanted);
    } catch (InvalidPayloadException e) {
      return e.getCause().getClass();
    }
  }

  @ParameterizedTest
  @MethodSource("conversions")
  void shouldConvertToAnArrayOfTheirJavaType(String bodyType, Depth depth) throws Exception {
    Map<Class<?>, Object> seen = converted(bodyType, depth);

    if (ARRAYS.contains(depth.array)) {
      assertThat(seen.get(depth.array)).isEqualTo(depth.values(3));
    }
  }

  @ParameterizedTest
  @EnumSource(Depth.class)
  void shouldNotConvertALoanToAnArrayOfAnotherType(Depth depth) throws Exception {
    Map<Class<?>, Object> seen = converted("frame", depth);

    seen.remove(depth.array);
    assertThat(seen.values()).containsOnly(NoTypeConversionAvailableException.class);
  }

  @ParameterizedTest
  @CsvSource({"bytes", "frame"})
  void shouldConvertToLongsWhatIsOf64Bits(String bodyType) throws Exception {
    long[] values = {1, -2, Long.MAX_VALUE, Long.MIN_VALUE};
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(bytes(36).putInt(0, 1).put(4, Values.memory(values)));
    consume(
        "sequence:u32",
        "dtype=int64&shape=2x2&bodyType=" + bodyType,
        e -> seen.add(e.getIn().getBody(long[].class)));

    first();
    assertThat(seen).containsExactly(values);
  }
}
