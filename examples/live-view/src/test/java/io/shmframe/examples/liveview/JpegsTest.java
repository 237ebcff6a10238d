// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JpegsTest {

  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;

  private static FrameCopy frame(FrameGeometry geometry, String encoding, byte[] pixels) {
    return new FrameCopy(1, -1, 0, geometry, encoding, pixels);
  }

  /** All pixels alike. */
  private static FrameCopy plain(FrameGeometry geometry, int... pixel) {
    byte[] bytes = new byte[(int) geometry.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixel[i % pixel.length];
    }
    return frame(geometry, "raw", bytes);
  }

  /** Width, height, and blue, green and red of the pixel at 5, 5. */
  private static int[] seen(byte[] jpeg) {
    try (BytePointer bytes = new BytePointer(jpeg);
        Mat row = new Mat(1, jpeg.length, opencv_core.CV_8U, bytes);
        Mat picture = opencv_imgcodecs.imdecode(row, opencv_imgcodecs.IMREAD_COLOR)) {
      BytePointer pixel = picture.ptr(5, 5);
      return new int[] {
        picture.cols(), picture.rows(), pixel.get(0) & 255, pixel.get(1) & 255, pixel.get(2) & 255
      };
    }
  }

  private static void assertSeen(FrameCopy frame, int blue, int green, int red) {
    int[] seen = seen(Jpegs.of(frame, 100, 0));
    assertThat(seen[0]).isEqualTo(WIDTH);
    assertThat(seen[1]).isEqualTo(HEIGHT);
    assertThat(seen[2]).isCloseTo(blue, within(6));
    assertThat(seen[3]).isCloseTo(green, within(6));
    assertThat(seen[4]).isCloseTo(red, within(6));
  }

  @Test
  void shouldShowEveryFormatInItsColours() {
    assertSeen(plain(FrameGeometry.of8Bit(WIDTH, HEIGHT, 1), 90), 90, 90, 90);
    assertSeen(plain(FrameGeometry.of8Bit(WIDTH, HEIGHT, 3), 200, 100, 50), 200, 100, 50);
    assertSeen(plain(FrameGeometry.of8Bit(WIDTH, HEIGHT, 4), 200, 100, 50, 255), 200, 100, 50);
    assertSeen(
        plain(FrameGeometry.picture(WIDTH, HEIGHT, PixelFormat.RGB24), 50, 100, 200), 200, 100, 50);
    // Y of limited range 126 without colour is 1.164 * (126 - 16) = 128.
    assertSeen(
        plain(FrameGeometry.picture(WIDTH, HEIGHT, PixelFormat.YUYV), 126, 128), 128, 128, 128);
    for (PixelFormat planar : List.of(PixelFormat.NV12, PixelFormat.I420)) {
      FrameCopy frame = plain(FrameGeometry.picture(WIDTH, HEIGHT, planar), 128);
      Arrays.fill(frame.pixels(), 0, WIDTH * HEIGHT, (byte) 126);
      assertSeen(frame, 128, 128, 128);
    }
  }

  @Test
  void shouldStretchWhatIsNoColourFromItsLeastToItsGreatest() {
    FrameGeometry geometry = FrameGeometry.picture(WIDTH, HEIGHT, 1, ElementType.UINT16);
    ByteBuffer values = ByteBuffer.allocate((int) geometry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      values.putShort((short) (i < WIDTH * HEIGHT / 2 ? 1000 : 3000));
    }

    assertSeen(frame(geometry, "raw", values.array()), 0, 0, 0);
  }

  @Test
  void shouldShowWhatIsEncodedAndGiveNoValuesOfIt() {
    byte[] jpeg = Jpegs.of(plain(FrameGeometry.of8Bit(WIDTH, HEIGHT, 3), 10, 100, 200), 95, 0);
    FrameCopy encoded = frame(FrameGeometry.bytes(jpeg.length), "jpeg", jpeg);

    assertSeen(encoded, 10, 100, 200);
    assertThatThrownBy(() -> Pixel.json(encoded, 0, 0)).hasMessageContaining("no values of pixels");
  }

  @Test
  void shouldScaleDownAndNeverUp() {
    FrameCopy frame = plain(FrameGeometry.of8Bit(WIDTH, HEIGHT, 3), 10, 100, 200);

    assertThat(seen(Jpegs.of(frame, 75, 16))).startsWith(16, 8);
    assertThat(seen(Jpegs.of(frame, 75, 480))).startsWith(WIDTH, HEIGHT);
  }

  @Test
  void shouldSayWhatIsNoPicture() {
    FrameCopy tensor = plain(FrameGeometry.tensor(ElementType.FLOAT32, 4, 4), 1);
    FrameCopy video = frame(FrameGeometry.bytes(4), "h264", new byte[4]);

    assertThatThrownBy(() -> Jpegs.of(tensor, 75, 0)).hasMessageContaining("Not a picture: tensor");
    assertThatThrownBy(() -> Jpegs.of(video, 75, 0)).hasMessageContaining("encoded as h264");
  }
}
