// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameGeometryTest {

  @ParameterizedTest
  @CsvSource({
    // OpenCV: CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_32FC3, CV_64FC1, CV_16FC2
    "0, 1, 0, 1",
    "16, 3, 0, 3",
    "24, 4, 0, 4",
    "2, 1, 2, 2",
    "21, 3, 5, 12",
    "6, 1, 6, 8",
    "15, 2, 7, 4"
  })
  void shouldReadOpenCvTypes(int type, int channels, int depth, int pixelBytes) {
    FrameGeometry geometry = new FrameGeometry(5, 7, type);

    assertThat(geometry.channels()).isEqualTo(channels);
    assertThat(geometry.element().depth()).isEqualTo(depth);
    assertThat(geometry.type()).isEqualTo(type);
    assertThat(geometry.rowBytes()).isEqualTo(5L * pixelBytes);
    assertThat(geometry.bytes()).isEqualTo(35L * pixelBytes);
  }

  @Test
  void shouldMakeTheTypeOf8BitPixels() {
    assertThat(FrameGeometry.of8Bit(640, 404, 3).type()).isEqualTo(16);
    assertThat(FrameGeometry.of8Bit(640, 404, 512).channels()).isEqualTo(512);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 3",
    "1, 0, 3",
    "-1, 1, 3",
    "1, -2147483648, 3",
    "1, 1, 0",
    "1, 1, 513",
    "1, 1, -1",
    "1, 1, 536870913"
  })
  void shouldRefuseWhatIsNoPicture(int width, int height, int channels) {
    assertThatThrownBy(() -> FrameGeometry.of8Bit(width, height, channels))
        .isInstanceOf(LayoutException.class);
  }

  @Test
  void shouldNotOverflow() {
    // 2^31 * 2^31 * 512 * 1 is more than a long holds; a little less must come out right.
    assertThatThrownBy(() -> FrameGeometry.of8Bit(Integer.MAX_VALUE, Integer.MAX_VALUE, 512))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("too large");
    assertThat(FrameGeometry.of8Bit(Integer.MAX_VALUE, Integer.MAX_VALUE, 1).bytes())
        .isEqualTo((long) Integer.MAX_VALUE * Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "GRAY8, 6, 4, 24, 24",
    "BGR24, 6, 4, 72, 72",
    "RGB24, 6, 4, 72, 72",
    "BGRA, 6, 4, 96, 96",
    "YUYV, 6, 4, 48, 48",
    "NV12, 6, 4, 36, 36",
    "I420, 6, 4, 36, 36",
    // Rows of 6 bytes every 8: four of Y, two of UV, or two times two of half the length.
    "NV12, 6, 4, 36, 46",
    "I420, 6, 4, 36, 47"
  })
  void shouldKnowTheSizesOfPixelFormats(
      PixelFormat format, int width, int height, long bytes, long span) {
    FrameGeometry geometry = FrameGeometry.picture(width, height, format);
    long stride = bytes == span ? geometry.rowBytes() : 8;

    assertThat(geometry.bytes()).isEqualTo(bytes);
    assertThat(geometry.span(stride)).isEqualTo(span);
    assertThat(geometry.planes(stride).stream().mapToLong(p -> p.rows() * p.rowBytes()).sum())
        .isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"YUYV, 5, 4", "NV12, 5, 4", "NV12, 6, 3", "I420, 6, 5", "GRAY8, 0, 1"})
  void shouldRefuseSidesThatAFormatCannotHave(PixelFormat format, int width, int height) {
    assertThatThrownBy(() -> FrameGeometry.picture(width, height, format))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining(width + " x " + height);
  }

  @Test
  void shouldRefuseStridesThatAreLessThanARow() {
    FrameGeometry geometry = FrameGeometry.picture(6, 4, PixelFormat.BGR24);
    assertThatThrownBy(() -> geometry.span(17))
        .hasMessageContaining("17")
        .hasMessageContaining("18");
    FrameGeometry planar = FrameGeometry.picture(6, 4, PixelFormat.I420);
    assertThatThrownBy(() -> planar.span(7)).hasMessageContaining("even");
    assertThatThrownBy(() -> new FrameGeometry(1, Integer.MAX_VALUE, 0).span(Long.MAX_VALUE / 2))
        .hasMessageContaining("too large");
  }

  @Test
  void shouldHoldTensors() {
    FrameGeometry tensor = FrameGeometry.tensor(ElementType.FLOAT32, 2, 3, 5);

    assertThat(tensor.bytes()).isEqualTo(120);
    assertThat(tensor.shapeText()).isEqualTo("2x3x5");
    assertThat(tensor.isTensor()).isTrue();
    assertThat(tensor).isEqualTo(FrameGeometry.tensor(ElementType.FLOAT32, 2, 3, 5));
    assertThat(tensor).isNotEqualTo(FrameGeometry.tensor(ElementType.INT32, 2, 3, 5));
    assertThatThrownBy(() -> FrameGeometry.tensor(ElementType.INT8, 2, 0))
        .hasMessageContaining("2x0");
    assertThatThrownBy(() -> FrameGeometry.tensor(ElementType.INT8, new int[33]))
        .hasMessageContaining("33");
    int side = Integer.MAX_VALUE;
    assertThatThrownBy(() -> FrameGeometry.tensor(ElementType.INT8, side, side, side))
        .hasMessageContaining("too large");
  }

  @ParameterizedTest
  @CsvSource({
    // numpy.dtype(name).num and .str; int64 is long, 9 is long long
    "float32, 11, <f4", "float64, 12, <f8", "float16, 23, <f2", "int8, 1, |i1", "uint8, 2, |u1",
    "int16, 3, <i2", "uint16, 4, <u2", "int32, 5, <i4", "uint32, 6, <u4", "int64, 7, <i8",
    "uint64, 8, <u8", "int64, 9, i8", "uint64, 10, u8"
  })
  void shouldKnowNumpysNamesAndNumbers(String name, int number, String code) {
    ElementType type = ElementType.of(name).orElseThrow();

    assertThat(type.text()).isEqualTo(name);
    assertThat(ElementType.ofNumber(number)).contains(type);
    assertThat(ElementType.of(code)).contains(type);
  }

  @ParameterizedTest
  @CsvSource({"0", "13", "-1", "24", "9223372036854775807"})
  void shouldNotKnowOtherNumbers(long number) {
    assertThat(ElementType.ofNumber(number)).isEmpty();
  }
}
