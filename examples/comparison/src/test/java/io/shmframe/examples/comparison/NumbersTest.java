// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NumbersTest {

  private static final Size SIZE = new Size(640, 404);
  private static final int LARGEST = 0xFFFFFF;

  private final byte[] picture = noise();

  private static byte[] noise() {
    byte[] noise = new byte[SIZE.bytes()];
    new Random(4).nextBytes(noise);
    return noise;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 255, 256, 0x555555, 0xAAAAAA, LARGEST})
  void shouldReadWhatWasDrawn(int number) {
    Numbers.draw(picture, SIZE, number);

    assertThat(Numbers.read(ByteBuffer.wrap(picture), SIZE.rowBytes(), SIZE)).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 0x555555, 0xAAAAAA, LARGEST})
  void shouldSurviveJpegOfLittleQuality(int number) {
    Numbers.draw(picture, SIZE, number);

    assertThat(Numbers.read(ByteBuffer.wrap(throughJpeg(30)), SIZE.rowBytes(), SIZE))
        .hasValue(number);
  }

  @Test
  void shouldReadRowsWithGaps() {
    Numbers.draw(picture, SIZE, 7);
    int stride = SIZE.rowBytes() + 40;
    byte[] spread = new byte[stride * SIZE.height()];
    for (int y = 0; y < SIZE.height(); y++) {
      System.arraycopy(picture, y * SIZE.rowBytes(), spread, y * stride, SIZE.rowBytes());
    }

    assertThat(Numbers.read(ByteBuffer.wrap(spread), stride, SIZE)).hasValue(7);
  }

  @Test
  void shouldNotReadAPictureOfTwoFrames() {
    Numbers.draw(picture, SIZE, 7);
    byte[] next = noise();
    Numbers.draw(next, SIZE, 8);
    System.arraycopy(next, 0, picture, 0, picture.length / 2);

    assertThat(Numbers.read(ByteBuffer.wrap(picture), SIZE.rowBytes(), SIZE)).isEmpty();
  }

  @Test
  void shouldNotReadAPictureWithoutANumber() {
    assertThat(Numbers.read(ByteBuffer.wrap(new byte[SIZE.bytes()]), SIZE.rowBytes(), SIZE))
        .as("black")
        .isEmpty();
    assertThat(Numbers.read(ByteBuffer.wrap(noise()), SIZE.rowBytes(), SIZE)).as("noise").isEmpty();
  }

  @Test
  void shouldRefuseANumberThatIsTooLarge() {
    assertThatThrownBy(() -> Numbers.draw(picture, SIZE, LARGEST + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Frame number 16777216: expected 0 to 16777215");
  }

  @Test
  void shouldRefuseASizeWithoutRoomForANumber() {
    assertThatThrownBy(() -> Size.parse("320x240"))
        .hasMessage("A picture of 320x240: expected at least 512x32, for the frame's number");
    assertThatThrownBy(() -> Size.parse("small"))
        .hasMessage("A size of 'small': expected width and height as in 640x404");
  }

  private byte[] throughJpeg(int quality) {
    try (BytePointer pixels = new BytePointer(picture);
        Mat raw = new Mat(SIZE.height(), SIZE.width(), opencv_core.CV_8UC3, pixels);
        IntPointer options = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality);
        BytePointer file = new BytePointer()) {
      assertThat(opencv_imgcodecs.imencode(".jpg", raw, file, options)).isTrue();
      try (Mat input = new Mat(1, (int) file.limit(), opencv_core.CV_8UC1, file);
          Mat decoded = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_COLOR)) {
        byte[] bytes = new byte[SIZE.bytes()];
        decoded.data().get(bytes);
        return bytes;
      }
    }
  }
}
