// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays of numbers of any type and shape. */
class TensorsTest extends LayoutTest {

  /** dtype at 0, ndim at 8, shape at 12, sequence at 28, values at 32. */
  private static final String FULL = "dtype:char[8],ndim:i32,shape:i32[4],sequence:u32";

  private static final String DTYPE = "CamelShmFrameDtype";
  private static final String SHAPE = "CamelShmFrameShape";

  /** numpy's types, with their type strings and numbers as numpy 2 has them, and Java's arrays. */
  enum Numpy {
    INT8("int8", "|i1", 1, byte[].class),
    UINT8("uint8", "|u1", 2, byte[].class),
    INT16("int16", "<i2", 3, short[].class),
    UINT16("uint16", "<u2", 4, short[].class),
    INT32("int32", "<i4", 5, int[].class),
    UINT32("uint32", "<u4", 6, int[].class),
    INT64("int64", "<i8", 7, long[].class),
    UINT64("uint64", "<u8", 8, long[].class),
    FLOAT32("float32", "<f4", 11, float[].class),
    FLOAT64("float64", "<f8", 12, double[].class),
    FLOAT16("float16", "<f2", 23, short[].class);

    private final String dtype;
    private final String code;
    private final int number;
    private final Class<?> array;

    Numpy(String dtype, String code, int number, Class<?> array) {
      this.dtype = dtype;
      this.code = code;
      this.number = number;
      this.array = array;
    }

    Object values(int count) {
      return Values.some(array, count);
    }
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of("24", 24),
        Arguments.of("4x6", 24),
        Arguments.of("2x3x4", 24),
        Arguments.of("2x3x2x2", 24),
        Arguments.of("1x1x1x1", 1));
  }

  private static int[] sides(String shape) {
    return Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
  }

  private ByteBuffer full(String dtype, String shape, byte[] payload) {
    int[] sides = sides(shape);
    ByteBuffer whole = bytes(32 + payload.length);
    whole.put(0, dtype.getBytes(StandardCharsets.US_ASCII)).putInt(8, sides.length);
    for (int i = 0; i < sides.length; i++) {
      whole.putInt(12 + 4 * i, sides[i]);
    }
    return whole.putInt(28, 7).put(32, payload);
  }

  private void assertFull(String dtype, String shape, byte[] payload) {
    ByteBuffer file = file();
    int[] sides = sides(shape);
    assertThat(part(file, 0, 8))
        .isEqualTo(Arrays.copyOf(dtype.getBytes(StandardCharsets.US_ASCII), 8));
    assertThat(file.getInt(8)).isEqualTo(sides.length);
    assertThat(IntStream.range(0, 4).map(i -> file.getInt(12 + 4 * i)).toArray())
        .isEqualTo(Arrays.copyOf(sides, 4));
    assertThat(part(file, 32, file.capacity() - 32)).isEqualTo(payload);
  }

  private void assertTensor(String dtype, String shape, Object body) {
    assertThat(first().body()).isEqualTo(body);
    assertThat(last().header(DTYPE)).isEqualTo(dtype);
    assertThat(last().header(SHAPE)).isEqualTo(shape);
    assertThat(last().headers())
        .doesNotContainKeys(
            "CamelShmFrameWidth",
            "CamelShmFrameHeight",
            "CamelShmFrameChannels",
            "CamelShmFrameType",
            "CamelShmFrameStride",
            "CamelShmFramePixelFormat");
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldReadAnArrayOfEveryType(Numpy type) throws Exception {
    write(full(type.dtype, "4x6", Values.memory(type.values(24))));
    consume(FULL, "bodyType=array");

    assertTensor(type.dtype, "4x6", type.values(24));
    assertThat(last().header("CamelShmFrameSequence")).isEqualTo(7L);
    assertThat(last().header("CamelShmFrameCopies")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldReadBytesOfEveryType(Numpy type) throws Exception {
    write(full(type.dtype, "4x6", Values.memory(type.values(24))));
    consume(FULL, "");

    assertTensor(type.dtype, "4x6", Values.memory(type.values(24)));
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldWriteAnArrayOfEveryType(Numpy type) throws Exception {
    produce(FULL, "")
        .sendBodyAndHeaders("direct:in", type.values(24), Map.of(DTYPE, type.dtype, SHAPE, "4x6"));

    assertFull(type.dtype, "4x6", Values.memory(type.values(24)));
    assertThat(file().getInt(28)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldWriteBytesOfEveryType(Numpy type) throws Exception {
    byte[] payload = Values.memory(type.values(24));
    ProducerTemplate template = produce(FULL, "");
    for (Object body : List.of(payload, ByteBuffer.wrap(payload))) {
      template.sendBodyAndHeaders(
          "direct:in", body, Map.of(DTYPE, type.dtype, SHAPE, new int[] {2, 12}));

      assertFull(type.dtype, "2x12", payload);
    }
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldWriteAFrameViewOfEveryType(Numpy type) throws Exception {
    byte[] payload = Values.memory(type.values(24));
    produce(FULL, "")
        .sendBody(
            "direct:in",
            FrameView.of(
                FrameGeometry.tensor(ElementType.of(type.dtype).orElseThrow(), 2, 3, 4),
                ByteBuffer.wrap(payload)));

    assertFull(type.dtype, "2x3x4", payload);
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldKnowTheTypeByItsTypeString(Numpy type) throws Exception {
    write(full(type.code, "4x6", Values.memory(type.values(24))));
    consume(FULL, "bodyType=array");

    assertTensor(type.dtype, "4x6", type.values(24));
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldKnowTheTypeByItsNumber(Numpy type) throws Exception {
    byte[] payload = Values.memory(type.values(6));
    write(
        bytes(16 + payload.length)
            .putInt(0, type.number)
            .putInt(4, 2)
            .putInt(8, 3)
            .putInt(12, 1)
            .put(16, payload));
    consume("dtype:i32,shape:u32[2],sequence:u32", "bodyType=array");

    assertTensor(type.dtype, "2x3", type.values(6));
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldWriteTheTypesNumber(Numpy type) throws Exception {
    produce("dtype:u8,shape:u32[2],sequence:u32", "")
        .sendBodyAndHeaders("direct:in", type.values(6), Map.of(DTYPE, type.dtype, SHAPE, "2x3"));

    assertThat(file().get(0)).isEqualTo((byte) type.number);
    assertThat(part(file(), 13, file().capacity() - 13)).isEqualTo(Values.memory(type.values(6)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldReadShapes(String shape, int count) throws Exception {
    float[] values = (float[]) Values.some(float[].class, count);
    write(full("float32", shape, Values.memory(values)));
    consume(FULL, "bodyType=array");

    assertTensor("float32", shape, values);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldWriteShapes(String shape, int count) throws Exception {
    float[] values = (float[]) Values.some(float[].class, count);
    produce(FULL, "").sendBodyAndHeader("direct:in", values, SHAPE, shape);

    assertFull("float32", shape, Values.memory(values));
  }

  @Test
  void shouldWriteAnotherShapeOverTheOneBefore() throws Exception {
    ProducerTemplate template = produce(FULL, "");
    template.sendBodyAndHeader("direct:in", new float[24], SHAPE, "2x3x2x2");
    template.sendBodyAndHeader("direct:in", new double[5], SHAPE, "5");

    assertThat(part(file(), 0, 8)).isEqualTo("float64\0".getBytes(StandardCharsets.US_ASCII));
    assertThat(List.of(file().getInt(8), file().getInt(12), file().getInt(16)))
        .containsExactly(1, 5, 0);
    assertThat(file().getInt(28)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldReadTheTypeThatTheOptionSays(Numpy type) throws Exception {
    byte[] payload = Values.memory(type.values(6));
    write(bytes(4 + payload.length).putShort(0, (short) 2).putShort(2, (short) 3).put(4, payload));
    consume("shape:u16[2]", "bodyType=array&dtype=" + type.dtype);

    assertTensor(type.dtype, "2x3", type.values(6));
    assertThat(last().header("CamelShmFrameSequence")).isNull();
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldWriteTheTypeThatTheOptionSays(Numpy type) throws Exception {
    produce("shape:u16[2]", "dtype=" + type.dtype)
        .sendBodyAndHeader("direct:in", type.values(6), SHAPE, "2x3");

    assertThat(List.of(file().getShort(0), file().getShort(2)))
        .containsExactly((short) 2, (short) 3);
    assertThat(part(file(), 4, file().capacity() - 4)).isEqualTo(Values.memory(type.values(6)));
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldReadWhatTheOptionsSayAlone(Numpy type) throws Exception {
    byte[] payload = Values.memory(type.values(6));
    write(bytes(4 + payload.length).putInt(0, 9).put(4, payload));
    consume("sequence:u32", "bodyType=array&shape=1x6&dtype=" + type.dtype);

    assertTensor(type.dtype, "1x6", type.values(6));
    assertThat(last().header("CamelShmFrameSequence")).isEqualTo(9L);
  }

  @ParameterizedTest
  @EnumSource(Numpy.class)
  void shouldWriteWhatTheOptionsSayAlone(Numpy type) throws Exception {
    produce("sequence:u32", "shape=1x6&dtype=" + type.dtype).sendBody("direct:in", type.values(6));

    assertThat(file().getInt(0)).isEqualTo(1);
    assertThat(part(file(), 4, file().capacity() - 4)).isEqualTo(Values.memory(type.values(6)));
  }

  @ParameterizedTest
  @CsvSource({
    "float32, 4x6, 2, 4, 6, 5",
    "uint8, 4x6, 2, 4, 6, 0",
    "int16, 2x12, 2, 2, 12, 3",
    "float64, 24, 2, 1, 24, 6",
    "float16, 3x8, 2, 3, 8, 7"
  })
  void shouldReadAMatOfTwoDimensions(
      String dtype, String shape, int dims, int rows, int columns, int type) throws Exception {
    byte[] payload = counting(24 * ElementType.of(dtype).orElseThrow().bytes(), 1);
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(full(dtype, shape, payload));
    consume(
        FULL,
        "bodyType=mat",
        e -> {
          Mat mat = e.getIn().getBody(Mat.class);
          seen.addAll(List.of(mat.dims(), mat.rows(), mat.cols(), mat.type(), seen(e)));
        });

    first();
    assertThat(seen).containsExactly(dims, rows, columns, type, payload);
    assertThat(last().header(SHAPE)).isEqualTo(shape);
    assertThat(last().header("CamelShmFrameCopies")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"2x3x4", "2x3x2x2"})
  void shouldReadAMatOfMoreDimensions(String shape) throws Exception {
    byte[] payload = counting(96, 1);
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(full("float32", shape, payload));
    consume(
        FULL,
        "bodyType=mat",
        e -> {
          Mat mat = e.getIn().getBody(Mat.class);
          List<Integer> sizes = new ArrayList<>();
          for (int i = 0; i < mat.dims(); i++) {
            sizes.add(mat.size(i));
          }
          seen.addAll(List.of(sizes, mat.type(), seen(e)));
        });

    first();
    assertThat(seen)
        .containsExactly(Arrays.stream(sides(shape)).boxed().toList(), opencv_core.CV_32F, payload);
  }

  @Test
  void shouldSayThatOpenCvHasNoMatForAType() throws Exception {
    write(full("int64", "2x3", new byte[48]));
    consume(FULL, "bodyType=mat");

    assertThat(firstError()).hasStackTraceContaining("int64");
  }

  @ParameterizedTest
  @CsvSource({"5, float32, 4", "2, uint16, 2", "3, int16, 2", "0, uint8, 1", "6, float64, 8"})
  void shouldWriteAMatOfTwoDimensions(int type, String dtype, int bytes) throws Exception {
    byte[] payload = counting(24 * bytes, 1);
    try (Mat mat = new Mat(4, 6, type)) {
      mat.data().put(payload, 0, payload.length);
      produce(FULL, "").sendBody("direct:in", mat);
    }

    assertFull(dtype, "4x6", payload);
  }

  @ParameterizedTest
  @CsvSource({"2x3x4", "2x3x2x2"})
  void shouldWriteAMatOfMoreDimensions(String shape) throws Exception {
    byte[] payload = counting(96, 1);
    int[] sides = sides(shape);
    try (Mat mat = new Mat(sides.length, sides, opencv_core.CV_32F)) {
      mat.data().put(payload, 0, payload.length);
      produce(FULL, "").sendBody("direct:in", mat);
    }

    assertFull("float32", shape, payload);
  }

  @Test
  void shouldWriteTheChannelsOfAMatAsADimension() throws Exception {
    byte[] payload = counting(48, 1);
    try (Mat mat = new Mat(2, 4, opencv_core.CV_16UC3)) {
      mat.data().put(payload, 0, payload.length);
      produce(FULL, "").sendBody("direct:in", mat);
    }

    assertFull("uint16", "2x4x3", payload);
  }

  @Test
  void shouldRefuseAMatOfAnotherTypeThanTheOption() throws Exception {
    ProducerTemplate template = produce("shape:u16[2]", "dtype=float32");
    try (Mat mat = new Mat(4, 6, opencv_core.CV_16UC1)) {
      assertThatThrownBy(() -> template.sendBody("direct:in", mat))
          .hasStackTraceContaining("dtype=uint16")
          .hasStackTraceContaining("dtype=float32");
    }
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "float32, int[]",
    "float64, float[]",
    "int32, float[]",
    "float16, int[]",
    "uint64, double[]",
    "uint8, short[]",
    "int64, int[]"
  })
  void shouldNameBothTypesWhereAnArrayIsOfAnother(String dtype, String array) throws Exception {
    ProducerTemplate template = produce(FULL, "");
    Object body =
        switch (array) {
          case "int[]" -> new int[6];
          case "float[]" -> new float[6];
          case "double[]" -> new double[6];
          default -> new short[6];
        };

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders("direct:in", body, Map.of(DTYPE, dtype, SHAPE, "2x3")))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining(dtype)
        .hasStackTraceContaining(array);
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"5", "7"})
  void shouldNameBothLengths(int count) throws Exception {
    ProducerTemplate template = produce(FULL, "");

    for (Object body : List.of(new float[count], new byte[4 * count])) {
      assertThatThrownBy(
              () ->
                  template.sendBodyAndHeaders(
                      "direct:in", body, Map.of(DTYPE, "float32", SHAPE, "2x3")))
          .hasCauseInstanceOf(InvalidPayloadException.class)
          .hasStackTraceContaining("24 bytes")
          .hasStackTraceContaining("" + 4 * count);
    }
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "float31, 2x3, float31",
    "FLOAT32, 2x3, FLOAT32",
    ">f4, 2x3, >f4",
    "float32, 2y3, 2y3",
    "float32, 2x, 2x",
    "float32, x, CamelShmFrameShape",
    "float32, two, two",
    "float32, 2x-3, 2x-3",
    "float32, 0x6, 0x6",
    "float32, 1x1x1x2x3, 1x1x1x2x3"
  })
  void shouldRefuseWhatIsNoTypeOrShape(String dtype, String shape, String named) throws Exception {
    ProducerTemplate template = produce(FULL, "");

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders(
                    "direct:in", new float[6], Map.of(DTYPE, dtype, SHAPE, shape)))
        .hasStackTraceContaining(named);
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"float31, float31", "'', dtype=", "float128, float128", "<f3, <f3"})
  void shouldNameATypeInTheSegmentThatIsNone(String dtype, String named) throws Exception {
    write(full(dtype, "2x3", new byte[24]));
    consume(FULL, "");

    assertThat(firstError()).hasStackTraceContaining(named).hasStackTraceContaining("float32");
  }

  @ParameterizedTest
  @CsvSource({"0", "5", "-1"})
  void shouldNameANumberOfDimensionsThatIsNone(int ndim) throws Exception {
    write(full("float32", "2x3", new byte[24]).putInt(8, ndim));
    consume(FULL, "");

    assertThat(firstError()).hasStackTraceContaining("ndim=" + ndim);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1000000", "2147483647"})
  void shouldSurviveALengthThatCannotBe(int side) throws Exception {
    write(full("float64", "2x3", new byte[48]).putInt(16, side));
    consume(FULL, "");
    firstError();
    write(0, full("float64", "2x3", Values.memory(new double[] {1, 2, 3, 4, 5, 6})).putInt(28, 8));
    untilGot(1);

    assertThat(last().bytes()).isEqualTo(Values.memory(new double[] {1, 2, 3, 4, 5, 6}));
  }

  @ParameterizedTest
  @CsvSource({"dtype=int32, int32", "shape=3x2, 3x2"})
  void shouldNameBothWhereTheHeaderSaysOtherwiseThanTheOption(String option, String named)
      throws Exception {
    write(full("float32", "2x3", new byte[24]));
    consume(FULL, option);

    assertThat(firstError())
        .hasStackTraceContaining(option)
        .hasStackTraceContaining(option.startsWith("dtype") ? "float32" : "2x3");
  }

  @Test
  void shouldSayWhatToSetWhereNothingSaysTheShape() throws Exception {
    ProducerTemplate template = produce(FULL, "");

    assertThatThrownBy(() -> template.sendBody("direct:in", new float[6]))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("CamelShmFrameShape");
  }
}
