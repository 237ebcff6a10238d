// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.PictureRoutes.Codec;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every colour type of PNG, from files that are written byte by byte. */
@Timeout(120)
class PngColoursTest {

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void assertDecodes(Codec codec, byte[] file, int channels, int... pixels)
      throws Exception {
    assertDecodes(codec, new PngDataFormat(), file, channels, pixels);
  }

  private static void assertDecodes(
      Codec codec, PngDataFormat format, byte[] file, int channels, int... pixels)
      throws Exception {
    try (PictureRoutes routes = new PictureRoutes(codec, format)) {
      FrameView frame = routes.decode(file);

      assertThat(frame.geometry())
          .isEqualTo(
              FrameGeometry.of8Bit(frame.geometry().width(), frame.geometry().height(), channels));
      assertThat(PictureRoutes.packed(frame)).isEqualTo(bytes(pixels));
      ByteBuffer direct = ByteBuffer.allocateDirect(pixels.length + 1).position(1);
      frame.copyTo(direct);
      assertThat(direct.hasRemaining()).isFalse();
      byte[] copied = new byte[pixels.length];
      direct.get(1, copied);
      assertThat(copied).as("straight").isEqualTo(bytes(pixels));
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeGreyOfOneBit(Codec codec) throws Exception {
    byte[] file = new RawPng(3, 2, 1, 0).rows(bytes(0b1010_0000), bytes(0b0110_0000)).end();

    assertDecodes(codec, file, 1, 255, 0, 255, 0, 255, 255);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeGreyOfTwoBits(Codec codec) throws Exception {
    byte[] file = new RawPng(4, 1, 2, 0).rows(bytes(0b00_01_10_11)).end();

    assertDecodes(codec, file, 1, 0, 85, 170, 255);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeGreyOfFourBits(Codec codec) throws Exception {
    byte[] file = new RawPng(4, 1, 4, 0).rows(bytes(0x01, 0x8F)).end();

    assertDecodes(codec, file, 1, 0, 17, 136, 255);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeGrey(Codec codec) throws Exception {
    byte[] file = new RawPng(3, 2, 8, 0).rows(bytes(1, 2, 128), bytes(4, 5, 255)).end();

    assertDecodes(codec, file, 1, 1, 2, 128, 4, 5, 255);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeGreyWithATransparentValueAsGrey(Codec codec) throws Exception {
    byte[] file = new RawPng(3, 1, 8, 0).chunk("tRNS", bytes(0, 2)).rows(bytes(1, 2, 128)).end();

    assertDecodes(codec, file, 1, 1, 2, 128);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeColours(Codec codec) throws Exception {
    byte[] file = new RawPng(2, 1, 8, 2).rows(bytes(10, 20, 30, 40, 50, 250)).end();

    assertDecodes(codec, file, 3, 30, 20, 10, 250, 50, 40);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeColoursOfWhichOneIsTransparent(Codec codec) throws Exception {
    byte[] file =
        new RawPng(2, 1, 8, 2)
            .chunk("tRNS", bytes(0, 10, 0, 20, 0, 30))
            .rows(bytes(10, 20, 30, 40, 50, 250))
            .end();

    assertDecodes(codec, file, 4, 30, 20, 10, 0, 250, 50, 40, 255);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeAPalette(Codec codec) throws Exception {
    byte[] file =
        new RawPng(3, 1, 8, 3)
            .chunk("PLTE", bytes(10, 20, 30, 40, 50, 250))
            .rows(bytes(1, 0, 1))
            .end();

    assertDecodes(codec, file, 3, 250, 50, 40, 30, 20, 10, 250, 50, 40);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeAPaletteOfOneBit(Codec codec) throws Exception {
    byte[] file =
        new RawPng(3, 1, 1, 3)
            .chunk("PLTE", bytes(10, 20, 30, 40, 50, 250))
            .rows(bytes(0b1010_0000))
            .end();

    assertDecodes(codec, file, 3, 250, 50, 40, 30, 20, 10, 250, 50, 40);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeAPaletteThatIsTransparentInParts(Codec codec) throws Exception {
    byte[] file =
        new RawPng(2, 1, 8, 3)
            .chunk("PLTE", bytes(10, 20, 30, 40, 50, 250))
            .chunk("tRNS", bytes(77))
            .rows(bytes(1, 0))
            .end();

    assertDecodes(codec, file, 4, 250, 50, 40, 255, 30, 20, 10, 77);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeGreyWithAlpha(Codec codec) throws Exception {
    byte[] file = new RawPng(2, 1, 8, 4).rows(bytes(10, 0, 200, 77)).end();

    assertDecodes(codec, file, 4, 10, 10, 10, 0, 200, 200, 200, 77);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeColoursWithAlpha(Codec codec) throws Exception {
    byte[] file = new RawPng(2, 1, 8, 6).rows(bytes(10, 20, 30, 0, 40, 50, 250, 77)).end();

    assertDecodes(codec, file, 4, 30, 20, 10, 0, 250, 50, 40, 77);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeColoursAsGrey(Codec codec) throws Exception {
    byte[] file = new RawPng(2, 1, 8, 2).rows(bytes(100, 100, 100, 0, 0, 0)).end();

    assertDecodes(codec, new PngDataFormat().grey(true), file, 1, 100, 0);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeColoursWithAlphaAsGreyWithoutIt(Codec codec) throws Exception {
    byte[] file = new RawPng(2, 1, 8, 6).rows(bytes(99, 99, 99, 0, 200, 200, 200, 77)).end();

    assertDecodes(codec, new PngDataFormat().grey(true), file, 1, 99, 200);
  }

  /** Each of two rows of two pixels of 16 bits. */
  private static byte[] deep(int colour, int channels) {
    byte[] row = new byte[2 * channels * 2];
    for (int i = 0; i < row.length / 2; i++) {
      row[2 * i] = (byte) (i + 1);
      row[2 * i + 1] = (byte) (0xA0 + i);
    }
    return new RawPng(2, 2, 16, colour).rows(row, row).end();
  }

  private static FrameView deepFrame(byte[] file, PngDataFormat format) throws Exception {
    try (PictureRoutes routes = new PictureRoutes(Codec.OPENCV, format)) {
      return routes.decode(file);
    }
  }

  private static short[] values(FrameView frame) throws Exception {
    short[] values = new short[(int) frame.geometry().bytes() / 2];
    ByteBuffer.wrap(PictureRoutes.packed(frame))
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(values);
    return values;
  }

  @Test
  void shouldDecodeGreyOfSixteenBitsInTheOrderOfTheMachine() throws Exception {
    FrameView frame = deepFrame(deep(0, 1), new PngDataFormat());

    assertThat(frame.geometry()).isEqualTo(FrameGeometry.picture(2, 2, 1, ElementType.UINT16));
    assertThat(values(frame)).containsExactly(0x01A0, 0x02A1, 0x01A0, 0x02A1);
  }

  @Test
  void shouldDecodeColoursOfSixteenBits() throws Exception {
    FrameView frame = deepFrame(deep(2, 3), new PngDataFormat());

    assertThat(frame.geometry()).isEqualTo(FrameGeometry.picture(2, 2, 3, ElementType.UINT16));
    assertThat(values(frame)).startsWith(0x03A2, 0x02A1, 0x01A0, 0x06A5, 0x05A4, 0x04A3);
  }

  @Test
  void shouldDecodeAlphaOfSixteenBits() throws Exception {
    FrameView frame = deepFrame(deep(6, 4), new PngDataFormat());

    assertThat(frame.geometry()).isEqualTo(FrameGeometry.picture(2, 2, 4, ElementType.UINT16));
    assertThat(values(frame)).startsWith(0x03A2, 0x02A1, 0x01A0, 0x04A3);
  }

  @Test
  void shouldDecodeGreyWithAlphaOfSixteenBits() throws Exception {
    FrameView frame = deepFrame(deep(4, 2), new PngDataFormat());

    assertThat(frame.geometry()).isEqualTo(FrameGeometry.picture(2, 2, 4, ElementType.UINT16));
    assertThat(values(frame)).startsWith(0x01A0, 0x01A0, 0x01A0, 0x02A1);
  }

  @Test
  void shouldDecodeSixteenBitsAsGreyOfSixteenBits() throws Exception {
    FrameView frame = deepFrame(deep(0, 1), new PngDataFormat().grey(true));

    assertThat(frame.geometry()).isEqualTo(FrameGeometry.picture(2, 2, 1, ElementType.UINT16));
    assertThat(values(frame)).startsWith(0x01A0, 0x02A1);
  }

  @Test
  void shouldSayThatSixteenBitsNeedOpenCv() throws Exception {
    try (PictureRoutes routes = new PictureRoutes(Codec.IMAGEIO, new PngDataFormat())) {
      FrameView frame = routes.decode(deep(0, 1));

      assertThatThrownBy(() -> PictureRoutes.packed(frame))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("without OpenCV")
          .hasMessageContaining("8 bits");
    }
  }
}
