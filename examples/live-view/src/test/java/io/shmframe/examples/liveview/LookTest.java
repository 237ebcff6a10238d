// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of a frame: black, frozen, the value of a pixel, and what is kept. */
@Timeout(30)
class LookTest {

  private static FrameCopy frame(long number, FrameGeometry geometry, int... bytes) {
    byte[] pixels = new byte[(int) geometry.bytes()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) bytes[i % bytes.length];
    }
    return new FrameCopy(number, -1, 0, geometry, "raw", pixels);
  }

  private static FrameCopy grey(long number, int... bytes) {
    return frame(number, FrameGeometry.of8Bit(4, 2, 1), bytes);
  }

  @Test
  void shouldCallAPictureBlackWhosePixelsAreAllNearZero() {
    assertThat(Darkness.black(grey(1, 0, 3, 16))).isTrue();
    assertThat(Darkness.black(grey(1, 0, 0, 0, 17))).isFalse();
  }

  @Test
  void shouldLookAtBrightnessAlone() {
    FrameGeometry yuyv = FrameGeometry.picture(2, 2, PixelFormat.YUYV);
    FrameGeometry bgra = FrameGeometry.of8Bit(2, 2, 4);
    FrameCopy nv12 = frame(1, FrameGeometry.picture(4, 2, PixelFormat.NV12), 16);
    Arrays.fill(nv12.pixels(), 8, 12, (byte) 128);

    assertThat(Darkness.black(frame(1, yuyv, 16, 128))).isTrue();
    assertThat(Darkness.black(frame(1, yuyv, 90, 128))).isFalse();
    assertThat(Darkness.black(frame(1, bgra, 0, 0, 0, 255))).isTrue();
    assertThat(Darkness.black(nv12)).isTrue();
  }

  @Test
  void shouldNotCallBlackWhatIsNoPicture() {
    assertThat(Darkness.black(frame(1, FrameGeometry.tensor(ElementType.UINT8, 4), 0))).isFalse();
  }

  @Test
  void shouldFreezeWhenThePictureHasBeenTheSameForTwoSeconds() {
    Stillness stillness = new Stillness();
    long start = -5;
    stillness.look(grey(1, 50).fingerprint(), false, start);
    stillness.look(grey(2, 50).fingerprint(), false, start + Stillness.FROZEN_NANOS - 1);
    assertThat(stillness.frozen()).isFalse();

    stillness.look(grey(3, 50).fingerprint(), false, start + Stillness.FROZEN_NANOS);
    assertThat(stillness.frozen()).isTrue();

    stillness.look(grey(4, 50, 51).fingerprint(), false, start + Stillness.FROZEN_NANOS + 1);
    assertThat(stillness.frozen()).isFalse();
  }

  @Test
  void shouldTellABlackPictureFromAFrozenOne() {
    Stillness stillness = new Stillness();
    stillness.look(1, true, 0);
    stillness.look(2, true, 2 * Stillness.FROZEN_NANOS);

    assertThat(stillness.black()).isTrue();
    assertThat(stillness.frozen()).isFalse();
  }

  @Test
  void shouldReadAPixelAsItStandsInTheFrame() {
    FrameCopy frame =
        frame(7, FrameGeometry.of8Bit(2, 2, 3), 1, 2, 3, 4, 5, 6, 7, 8, 255, 10, 11, 12);

    assertThat(Pixel.json(frame, 0, 1).toJson())
        .contains("\"frame\":7", "\"names\":[\"B\",\"G\",\"R\"]", "\"values\":[7,8,255]");
  }

  @Test
  void shouldReadAPixelOfPlanesAndOfWiderValues() {
    int[] i420 = new int[24];
    Arrays.setAll(i420, i -> i);
    FrameCopy planes = frame(1, FrameGeometry.picture(4, 4, PixelFormat.I420), i420);
    FrameCopy wide = frame(1, FrameGeometry.picture(2, 1, 1, ElementType.UINT16), 1, 2, 255, 255);

    assertThat(Pixel.json(planes, 3, 2).toJson()).contains("\"values\":[11,19,23]");
    assertThat(Pixel.json(wide, 1, 0).toJson()).contains("\"values\":[65535]", "\"uint16\"");
  }

  private static FrameGeometry cube() {
    return FrameGeometry.picture(2, 1, 2, ElementType.FLOAT32);
  }

  @Test
  void shouldReadNumbersThatJsonDoesNotHave() {
    FrameCopy floats = frame(1, cube(), 0, 0, 0x80, 0x7f);

    assertThat(Pixel.json(floats, 1, 0).toJson())
        .contains("\"values\":[\"Infinity\",\"Infinity\"]");
  }

  @Test
  void shouldSayWhereAPictureEnds() {
    assertThatThrownBy(() -> Pixel.json(grey(1, 0), 4, 0)).hasMessage("x=4: expected 0 to 3");
    assertThatThrownBy(() -> Pixel.json(grey(1, 0), 0, 2)).hasMessage("y=2: expected 0 to 1");
    assertThatThrownBy(
            () -> Pixel.json(frame(1, FrameGeometry.tensor(ElementType.UINT8, 4), 0), 0, 0))
        .hasMessageContaining("no values of pixels");
  }

  @Test
  void shouldKeepTheNewestFramesWithinItsMemory() {
    History history = new History(new Memory(3 * 8));
    history.watch();
    for (long number = 1; number <= 5; number++) {
      history.add(grey(number, 0));
    }

    assertThat(history.get(2)).isEmpty();
    assertThat(history.get(3)).isPresent();
    assertThat(history.get(5)).isPresent();
  }

  @Test
  void shouldKeepWhatComesAfterAPausedFrame() throws InterruptedException {
    History history = new History(new Memory(3 * 8));
    history.hold(2);
    for (long number = 1; number <= 9; number++) {
      history.add(grey(number, 0));
    }

    assertThat(history.next(2, 0)).hasValueSatisfying(it -> assertThat(it.number()).isEqualTo(3));
    assertThat(history.next(3, 0)).hasValueSatisfying(it -> assertThat(it.number()).isEqualTo(4));
    assertThat(history.next(4, 0)).isEmpty();
  }

  @Test
  void shouldGiveItsMemoryBack() {
    Memory memory = new Memory(8);
    History history = new History(memory);
    history.watch();
    history.add(grey(1, 0));
    assertThat(memory.take(1)).isFalse();

    history.clear();

    assertThat(memory.take(8)).isTrue();
  }
}
