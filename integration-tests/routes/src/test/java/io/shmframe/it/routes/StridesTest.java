// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are further apart than they are long: 4 x 3 pixels of 3 bytes, 16 bytes apart. */
class StridesTest extends LayoutTest {

  /** width at 0, height at 4, channels at 8, stride at 12, sequence at 16, pixels at 20. */
  private static final String FIELD = "width:i32,height:i32,channels:i32,stride:u32,sequence:u32";

  /** width at 0, height at 4, channels at 8, sequence at 12, pixels at 16. */
  private static final String OPTION = "width:i32,height:i32,channels:i32,sequence:u32";

  /** width at 0, height at 4, sequence at 8, pixels at 12. */
  private static final String PLANAR = "width:i32,height:i32,sequence:u32";

  private static final byte GAP = (byte) 0xEE;

  private static final String SIZE = "width=4&height=3&channels=3";

  /** The rows at 0, 16 and 32, each of 12 bytes, and gaps of 4 behind each of them. */
  private static byte[] spread() {
    byte[] pixels = counting(36, 1);
    byte[] spread = filled(48, GAP);
    System.arraycopy(pixels, 0, spread, 0, 12);
    System.arraycopy(pixels, 12, spread, 16, 12);
    System.arraycopy(pixels, 24, spread, 32, 12);
    return spread;
  }

  private static ByteBuffer withField(int stride, byte[] payload) {
    return bytes(20 + payload.length)
        .putInt(0, 4)
        .putInt(4, 3)
        .putInt(8, 3)
        .putInt(12, stride)
        .putInt(16, 1)
        .put(20, payload);
  }

  private static ByteBuffer withoutField(byte[] payload) {
    return bytes(16 + payload.length)
        .putInt(0, 4)
        .putInt(4, 3)
        .putInt(8, 3)
        .putInt(12, 1)
        .put(16, payload);
  }

  @ParameterizedTest
  @CsvSource({"bytes", "array"})
  void shouldDeliverRowsWithoutGaps(String bodyType) throws Exception {
    write(withField(16, spread()));
    consume(FIELD, "bodyType=" + bodyType);

    assertThat(first().bytes()).isEqualTo(counting(36, 1));
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(12);
  }

  @Test
  void shouldDeliverRowsAtTheStrideOfTheOption() throws Exception {
    write(withoutField(spread()));
    consume(OPTION, "stride=16");

    assertThat(first().bytes()).isEqualTo(counting(36, 1));
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(12);
  }

  @Test
  void shouldNeedNoGapBehindTheLastRow() throws Exception {
    write(withField(16, Arrays.copyOf(spread(), 44)));
    consume(FIELD, "");

    assertThat(first().bytes()).isEqualTo(counting(36, 1));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldLendTheRowsWithTheirGaps(boolean field) throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(field ? withField(16, spread()) : withoutField(spread()));
    consume(
        field ? FIELD : OPTION,
        "bodyType=frame" + (field ? "" : "&stride=16"),
        e -> {
          FrameView view = e.getIn().getBody(FrameView.class);
          seen.add(view.stride());
          seen.add(Arrays.copyOf(seen(e), 44));
          seen.add(e.getIn().getBody(byte[].class));
        });

    first();
    assertThat(seen).containsExactly(16, Arrays.copyOf(spread(), 44), counting(36, 1));
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(16);
  }

  @Test
  void shouldDeliverAMatWithoutGaps() throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(withField(16, spread()));
    consume(
        FIELD,
        "bodyType=mat",
        e -> {
          Mat mat = e.getIn().getBody(Mat.class);
          seen.addAll(List.of(mat.rows(), mat.cols(), mat.step(), seen(e)));
        });

    first();
    assertThat(seen).containsExactly(3, 4, 12L, counting(36, 1));
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(12);
  }

  @Test
  void shouldConvertALoanWithGaps() throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(withField(16, spread()));
    consume(
        FIELD,
        "bodyType=frame",
        e -> {
          try (Mat mat = e.getIn().getBody(Mat.class)) {
            seen.add(mat.ptr(2, 3).get(0) & 0xFF);
          }
          seen.add(e.getIn().getBody(BufferedImage.class).getRGB(3, 2) & 0xFF);
        });

    first();
    assertThat(seen).as("the blue of the last pixel").containsExactly(34, 34);
  }

  @Test
  void shouldReadWideRowsOfFloats() throws Exception {
    ByteBuffer whole = bytes(16 + 40).putInt(0, 2).putInt(4, 2).putInt(8, 2).putInt(12, 1);
    for (int row = 0; row < 2; row++) {
      for (int i = 0; i < 4; i++) {
        whole.putFloat(16 + row * 24 + i * 4, row * 10 + i);
      }
    }
    write(whole);
    consume(OPTION, "dtype=float32&stride=24&bodyType=array");

    assertThat(first().body()).isEqualTo(new float[] {0, 1, 2, 3, 10, 11, 12, 13});
    assertThat(last().header("CamelShmFrameType")).isEqualTo(13);
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(16);
  }

  @Test
  void shouldWriteTheStrideOfRowsWithoutGaps() throws Exception {
    produce(FIELD, SIZE).sendBody("direct:in", counting(36, 1));

    assertThat(file().getInt(12)).isEqualTo(12);
    assertThat(part(file(), 20, 36)).isEqualTo(counting(36, 1));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldWriteRowsAtTheStrideOfTheOptionAndLeaveTheGaps(boolean field) throws Exception {
    int header = field ? 20 : 16;
    write(bytes(header + 48).put(header, filled(48, GAP)));
    produce(field ? FIELD : OPTION, SIZE + "&stride=16").sendBody("direct:in", counting(36, 1));

    assertThat(file()).isEqualTo(field ? withField(16, spread()) : withoutField(spread()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "view", "wide view", "mat", "part", "file", "stream"})
  void shouldWriteBodiesOfEveryTypeAtTheStride(String kind) throws Exception {
    byte[] pixels = counting(36, 1);
    write(bytes(68).put(20, filled(48, GAP)));
    ProducerTemplate template = produce(FIELD, SIZE + "&stride=16");
    FrameGeometry geometry = FrameGeometry.of8Bit(4, 3, 3);
    try (Mat whole = new Mat(9, 9, opencv_core.CV_8UC3, new Scalar(9, 9, 9, 0));
        Mat part = new Mat(whole, new Rect(2, 2, 4, 3));
        Mat mat = new Mat(3, 4, opencv_core.CV_8UC3)) {
      mat.data().put(pixels, 0, 36);
      mat.copyTo(part);
      Object body =
          switch (kind) {
            case "buffer" -> ByteBuffer.allocateDirect(36).put(0, pixels);
            case "view" -> FrameView.of(geometry, ByteBuffer.wrap(pixels));
            case "wide view" -> FrameView.of(geometry, 16, 0, ByteBuffer.wrap(spread()));
            case "mat" -> mat;
            case "part" -> part;
            case "file" -> Files.write(folder.resolve("body"), pixels).toFile();
            default -> new java.io.ByteArrayInputStream(pixels);
          };
      template.sendBody("direct:in", body);
    }

    assertThat(file()).isEqualTo(withField(16, spread()));
  }

  @ParameterizedTest
  @CsvSource({"44, bytes", "48, bytes", "44, buffer", "48, buffer"})
  void shouldTakeABodyWithGapsWhereItsHeaderSaysSo(int length, String kind) throws Exception {
    byte[] body = Arrays.copyOf(spread(), length);
    produce(FIELD, SIZE)
        .sendBodyAndHeader(
            "direct:in",
            "bytes".equals(kind) ? body : ByteBuffer.wrap(body),
            "CamelShmFrameStride",
            16);

    assertThat(file().getInt(12)).isEqualTo(12);
    assertThat(part(file(), 20, 36)).isEqualTo(counting(36, 1));
  }

  @Test
  void shouldIgnoreAnOldStrideOfABodyWithoutGaps() throws Exception {
    produce(FIELD, SIZE).sendBodyAndHeader("direct:in", counting(36, 1), "CamelShmFrameStride", 16);

    assertThat(part(file(), 20, 36)).isEqualTo(counting(36, 1));
  }

  @ParameterizedTest
  @CsvSource({"43, 16", "64, 16", "44, 11", "44, 0", "44, -16"})
  void shouldRefuseALengthThatTheStrideDoesNotExplain(int length, int stride) throws Exception {
    ProducerTemplate template = produce(FIELD, SIZE);

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeader(
                    "direct:in", new byte[length], "CamelShmFrameStride", stride))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("36 bytes")
        .hasStackTraceContaining("" + length);
  }

  @ParameterizedTest
  @CsvSource({"bytes", "frame", "mat"})
  void shouldWriteWhatWasReadAtItsOwnStride(String bodyType) throws Exception {
    write(withField(16, spread()));
    copy(FIELD, "stride=16&bodyType=" + bodyType, e -> {});

    assertThat(errors).isEmpty();
    assertThat(copied().getInt(12)).isEqualTo(16);
    for (int row = 0; row < 3; row++) {
      assertThat(part(copied(), 20 + 16 * row, 12)).isEqualTo(counting(12, 1 + 12 * row));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 1, 0, 0xFFFF_FFFFL})
  void shouldNameAStrideInTheSegmentThatCannotBeAndGoOn(long stride) throws Exception {
    write(withField((int) stride, spread()));
    consume(FIELD, "");
    assertThat(firstError()).hasStackTraceContaining("4 x 3 x 3");
    write(0, withField(16, spread()).putInt(16, 2));
    untilGot(1);

    assertThat(last().bytes()).isEqualTo(counting(36, 1));
  }

  @Test
  void shouldNameTheStrideThatIsLessThanARow() throws Exception {
    write(withField(11, spread()));
    consume(FIELD, "");

    assertThat(firstError()).hasStackTraceContaining("stride of 11").hasStackTraceContaining("12");
  }

  @Test
  void shouldRefuseToWriteAtAStrideThatIsLessThanARow() throws Exception {
    ProducerTemplate template = produce(OPTION, SIZE + "&stride=8");

    assertThatThrownBy(() -> template.sendBody("direct:in", counting(36, 1)))
        .hasStackTraceContaining("stride of 8")
        .hasStackTraceContaining("12");
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldNameBothStridesWhereTheHeaderSaysOtherwiseThanTheOption() throws Exception {
    write(withField(16, spread()));
    consume(FIELD, "stride=20");

    assertThat(firstError())
        .hasStackTraceContaining("stride=16")
        .hasStackTraceContaining("stride=20");
  }

  /** NV12 of 8 x 4 pixels: Y at 0, U and V in turns at 48, all rows 12 bytes apart. */
  private static byte[] nv12() {
    byte[] pixels = counting(48, 1);
    byte[] spread = filled(72, GAP);
    for (int row = 0; row < 6; row++) {
      System.arraycopy(pixels, 8 * row, spread, 12 * row, 8);
    }
    return spread;
  }

  /** I420 of 8 x 4 pixels: Y at 0, 12 bytes apart; U at 48 and V at 60, 6 bytes apart. */
  private static byte[] i420() {
    byte[] pixels = counting(48, 1);
    byte[] spread = filled(72, GAP);
    for (int row = 0; row < 4; row++) {
      System.arraycopy(pixels, 8 * row, spread, 12 * row, 8);
      System.arraycopy(pixels, 32 + 4 * row, spread, 48 + 6 * row, 4);
    }
    return spread;
  }

  private static ByteBuffer planar(String format) {
    return bytes(12 + 72)
        .putInt(0, 8)
        .putInt(4, 4)
        .putInt(8, 1)
        .put(12, "NV12".equals(format) ? nv12() : i420());
  }

  @ParameterizedTest
  @CsvSource({"NV12, bytes", "I420, bytes", "NV12, mat", "I420, mat"})
  void shouldReadPlanesWithGaps(String format, String bodyType) throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(planar(format));
    consume(
        PLANAR,
        "stride=12&pixelFormat=" + format + "&bodyType=" + bodyType,
        e -> seen.add("mat".equals(bodyType) ? seen(e) : e.getIn().getBody()));

    first();
    assertThat(seen).containsExactly(counting(48, 1));
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NV12", "I420"})
  void shouldConvertALoanOfPlanesWithGaps(String format) throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(planar(format));
    consume(
        PLANAR,
        "stride=12&bodyType=frame&pixelFormat=" + format,
        e -> seen.add(e.getIn().getBody(byte[].class)));

    first();
    assertThat(seen).containsExactly(counting(48, 1));
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NV12", "I420"})
  void shouldWritePlanesAtTheStrideAndLeaveTheGaps(String format) throws Exception {
    write(bytes(84).put(12, filled(72, GAP)));
    produce(PLANAR, "width=8&height=4&stride=12&pixelFormat=" + format)
        .sendBody("direct:in", counting(48, 1));

    assertThat(file()).isEqualTo(planar(format));
  }

  @Test
  void shouldTakePlanesWithGapsWhereTheirHeaderSaysSo() throws Exception {
    produce(PLANAR, "width=8&height=4&pixelFormat=I420")
        .sendBodyAndHeaders("direct:in", i420(), Map.of("CamelShmFrameStride", 12));

    assertThat(part(file(), 12, 48)).isEqualTo(counting(48, 1));
  }

  @Test
  void shouldRefuseAnOddStrideThatPlanesMustHalve() throws Exception {
    write(planar("I420"));
    consume(PLANAR, "stride=11&pixelFormat=I420");

    assertThat(firstError())
        .hasStackTraceContaining("stride of 11")
        .hasStackTraceContaining("even");
  }

  @Test
  void shouldReadRowsOfASegmentWithoutAnyHeader() throws Exception {
    write(bytes(48).put(0, spread()));
    consume("raw", SIZE + "&stride=16&regions=1");

    assertThat(first().bytes()).isEqualTo(counting(36, 1));
  }
}
