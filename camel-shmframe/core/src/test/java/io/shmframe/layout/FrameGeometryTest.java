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
    assertThat(geometry.depth()).isEqualTo(depth);
    assertThat(geometry.pixelBytes()).isEqualTo(pixelBytes);
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
}
