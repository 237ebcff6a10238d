// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.PictureRoutes.Codec;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut, changed, too large, or none, through routes. */
@Timeout(120)
class BrokenFilesTest {

  private static final FrameGeometry SIZE = FrameGeometry.of8Bit(64, 48, 3);

  private PictureRoutes jpegs;
  private PictureRoutes pngs;
  private byte[] jpeg;
  private byte[] png;

  @BeforeEach
  void start() throws Exception {
    jpegs = new PictureRoutes(Codec.OPENCV, new JpegDataFormat());
    pngs = new PictureRoutes(Codec.OPENCV, new PngDataFormat());
    jpeg = jpegs.encode(SIZE, Smooth.pixels(64, 48, 3));
    png = pngs.encode(SIZE, Smooth.pixels(64, 48, 3));
  }

  @AfterEach
  void stop() throws java.io.IOException {
    jpegs.close();
    pngs.close();
  }

  private void assertNoJpeg(byte[] file, String... texts) {
    assertThatThrownBy(() -> jpegs.decode(file))
        .isInstanceOf(PictureException.class)
        .hasMessageContainingAll(texts);
  }

  private void assertNoPng(byte[] file, String... texts) {
    assertThatThrownBy(() -> pngs.decode(file))
        .isInstanceOf(PictureException.class)
        .hasMessageContainingAll(texts);
  }

  /** Where a marker is for the first time; behind its FF. */
  private int marker(int code) {
    for (int i = 1; i < jpeg.length; i++) {
      if (jpeg[i - 1] == (byte) 0xFF && jpeg[i] == (byte) code) {
        return i;
      }
    }
    throw new AssertionError("no marker " + code);
  }

  private byte[] changed(int at, int... values) {
    byte[] other = jpeg.clone();
    for (int i = 0; i < values.length; i++) {
      other[at + i] = (byte) values[i];
    }
    return other;
  }

  @Test
  void shouldSayThatAFileIsNoJpeg() {
    assertNoJpeg(png, "A JPEG of " + png.length + " bytes", "begin with FF D8", "89 50 4E 47");
    assertNoJpeg(new byte[0], "A JPEG of 0 bytes", "nothing");
  }

  @Test
  void shouldSayThatAFileIsNoPng() {
    assertNoPng(jpeg, "A PNG of " + jpeg.length + " bytes", "89 50 4E 47", "found FF D8 FF");
    assertNoPng(new byte[0], "A PNG of 0 bytes", "nothing");
  }

  @Test
  void shouldRefuseAJpegThatIsCutAnywhere() {
    for (int length = 0; length < jpeg.length; length++) {
      assertNoJpeg(Arrays.copyOf(jpeg, length), "A JPEG of " + length + " bytes");
    }
    assertNoJpeg(Arrays.copyOf(jpeg, jpeg.length - 1), "without its end marker");
  }

  @Test
  void shouldRefuseAPngThatIsCutAnywhere() {
    for (int length = 0; length < png.length; length++) {
      assertNoPng(Arrays.copyOf(png, length), "A PNG of " + length + " bytes");
    }
    assertNoPng(Arrays.copyOf(png, png.length - 12), "without its chunk IEND");
  }

  @Test
  void shouldTakeZerosBehindAPicture() throws Exception {
    assertThat(jpegs.decode(Arrays.copyOf(jpeg, jpeg.length + 500)).geometry()).isEqualTo(SIZE);
    assertThat(pngs.decode(Arrays.copyOf(png, png.length + 500)).geometry()).isEqualTo(SIZE);
  }

  @Test
  void shouldRefuseOtherBytesBehindAPicture() {
    byte[] twoJpegs = Arrays.copyOf(jpeg, jpeg.length * 2);
    System.arraycopy(jpeg, 0, twoJpegs, jpeg.length, jpeg.length);
    byte[] onePng = Arrays.copyOf(png, png.length + 3);
    onePng[png.length + 2] = 0x1A;

    assertNoJpeg(twoJpegs, "ends at byte " + jpeg.length, "found FF");
    assertNoPng(onePng, "ends at byte " + png.length, "found 1A at byte " + (png.length + 2));
  }

  @Test
  void shouldRefuseAChangedBitAnywhereInAPng() {
    for (int i = 0; i < png.length; i++) {
      byte[] other = png.clone();
      other[i] ^= 0x10;
      assertNoPng(other, "A PNG of ");
    }
  }

  @Test
  void shouldNameTheChunkWithTheWrongChecksum() {
    byte[] other = png.clone();
    other[60] ^= 1;

    assertNoPng(other, "chunk IDAT at byte", "wrong checksum");
  }

  @Test
  void shouldRefuseAChunkThatIsLongerThanTheFile() {
    byte[] other = png.clone();
    other[8] = 0x7F;

    assertNoPng(other, "chunk IHDR at byte 8 has 2130706445 bytes");
  }

  @Test
  void shouldRefuseAPngWithoutAPicture() {
    assertNoPng(new RawPng(2, 2, 8, 0).end(), "without a picture");
  }

  @Test
  void shouldRefuseAPngThatDoesNotBeginWithItsHeader() {
    byte[] other = new RawPng(2, 2, 8, 0).rows(new byte[2], new byte[2]).end();
    System.arraycopy(other, 33, other, 8, other.length - 33);

    assertNoPng(Arrays.copyOf(other, other.length - 25), "a chunk IHDR of 13 bytes");
  }

  @Test
  void shouldRefuseColourTypesThatPngDoesNotHave() {
    assertNoPng(new RawPng(2, 2, 4, 2).rows(new byte[6]).end(), "colour type 2 with 4 bits");
    assertNoPng(new RawPng(2, 2, 8, 5).rows(new byte[6]).end(), "colour type 5");
    assertNoPng(new RawPng(2, 2, 16, 3).rows(new byte[6]).end(), "colour type 3 with 16 bits");
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldRefuseAPngWithTooFewPixels(Codec codec) throws Exception {
    byte[] file = new RawPng(64, 64, 8, 0).rows(new byte[64], new byte[64]).end();
    try (PictureRoutes routes = new PictureRoutes(codec, new PngDataFormat())) {
      FrameView frame = routes.decode(file);

      assertThatThrownBy(() -> PictureRoutes.packed(frame))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("64 x 64");
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldRefuseAPngWhosePixelsCannotBeUnpacked(Codec codec) throws Exception {
    byte[] file = new RawPng(64, 64, 8, 0).chunk("IDAT", new byte[50]).end();
    try (PictureRoutes routes = new PictureRoutes(codec, new PngDataFormat())) {
      FrameView frame = routes.decode(file);

      assertThatThrownBy(() -> PictureRoutes.packed(frame))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("64 x 64");
    }
  }

  @Test
  void shouldRefuseASizeThatIsTooLargeWithoutMemoryForIt() {
    byte[] hostile = changed(marker(0xC0) + 4, 0xFF, 0xDC, 0xFF, 0xDC);

    assertNoJpeg(hostile, "65500 x 65500", "12870750000", "maxBytes=268435456");
    assertNoPng(new RawPng(30_000, 30_000, 8, 6).rows(new byte[8]).end(), "3600000000", "maxBytes");
  }

  @Test
  void shouldRefuseSidesThatNoDecoderTakes() {
    byte[] hostile = changed(marker(0xC0) + 4, 0xFF, 0xFF, 0xFF, 0xFF);

    assertNoJpeg(hostile, "65535 x 65535", "1 to 65500");
    assertNoPng(new RawPng(1 << 30, 1, 8, 0).rows(new byte[8]).end(), "1 to 1000000");
    assertNoPng(new RawPng(-1, 1, 8, 0).rows(new byte[8]).end(), "-1 x 1", "1 to 1000000");
  }

  @Test
  void shouldRefuseAJpegWithoutASize() {
    assertNoJpeg(changed(marker(0xC0) + 4, 0, 0), "64 x 0", "1 to 65500");
  }

  @Test
  void shouldRefuseAJpegWithoutAPicture() {
    assertNoJpeg(new byte[] {-1, (byte) 0xD8, -1, (byte) 0xD9}, "without a picture");
  }

  @Test
  void shouldRefuseValuesOfTwelveBits() {
    assertNoJpeg(changed(marker(0xC0) + 3, 12), "8 bits", "found 12");
  }

  @Test
  void shouldRefuseCodingsThatAreNotDecoded() {
    assertNoJpeg(changed(marker(0xC0), 0xC3), "coding FF C3", "not lossless or hierarchical");
  }

  @Test
  void shouldRefuseNumbersOfComponentsThatMeanNothing() {
    assertNoJpeg(changed(marker(0xC0) + 8, 2), "1, 3 or 4 components", "found 2");
  }

  @Test
  void shouldRefuseASegmentThatIsLongerThanTheFile() {
    assertNoJpeg(changed(marker(0xC0) + 1, 0xFF, 0xFF), "segment FF C0", "has 65535 bytes");
    assertNoJpeg(changed(marker(0xC0) + 1, 0, 1), "segment FF C0", "has 1 bytes");
  }

  @Test
  void shouldRefuseBytesWhereAMarkerIsExpected() {
    assertNoJpeg(changed(2, 0x12), "expected a marker at byte 2, found 12");
    assertNoJpeg(changed(3, 0xD1), "marker FF D1 at byte 2 is out of place");
  }

  @Test
  void shouldRefuseTwoSizes() {
    assertNoJpeg(changed(marker(0xDB), 0xC0), "A JPEG of");
    byte[] two = new byte[jpeg.length + 19];
    int at = marker(0xC0) - 1;
    System.arraycopy(jpeg, 0, two, 0, at + 19);
    System.arraycopy(jpeg, at, two, at + 19, jpeg.length - at);

    assertNoJpeg(two, "it has two pictures");
  }

  @Test
  void shouldRefuseAScanBeforeTheSize() {
    assertNoJpeg(changed(marker(0xC0), 0xE5), "a scan", "before the size");
  }

  @Test
  void shouldRefuseMoreScansThanAPictureNeeds() {
    int scan = marker(0xDA) - 1;
    int bytes = jpeg.length - 2 - scan;
    byte[] many = Arrays.copyOf(jpeg, jpeg.length + 100 * bytes);
    for (int i = 1; i <= 100; i++) {
      System.arraycopy(jpeg, scan, many, scan + i * bytes, bytes);
    }
    many[many.length - 2] = (byte) 0xFF;
    many[many.length - 1] = (byte) 0xD9;

    assertNoJpeg(many, "at most 100 scans");
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldRefuseAJpegWithoutItsTables(Codec codec) throws Exception {
    byte[] file = changed(marker(0xC4), 0xE5);
    for (int i = 0; i < file.length - 1; i++) {
      if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC4) {
        file[i + 1] = (byte) 0xE5;
      }
    }
    for (int i = 0; i < file.length - 1; i++) {
      if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xDB) {
        file[i + 1] = (byte) 0xE5;
      }
    }
    try (PictureRoutes routes = new PictureRoutes(codec, new JpegDataFormat())) {
      FrameView frame = routes.decode(file);

      assertThatThrownBy(() -> PictureRoutes.packed(frame))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("64 x 48");
    }
  }

  /** A JPEG has no checksum: what cannot be seen is decoded to something, and ends nothing. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldSurviveAnyChange(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] other = jpeg.clone();
      for (int i = 0; i < 1 + round % 5; i++) {
        other[random.nextInt(other.length)] = (byte) random.nextInt();
      }
      try {
        PictureRoutes.packed(jpegs.decode(other));
      } catch (PictureException e) {
        assertThat(e).hasMessageContaining("JPEG");
      }
    }
    assertThat(PictureRoutes.packed(jpegs.decode(jpeg))).hasSize(64 * 48 * 3);
  }

  @Test
  void shouldHoldThePictureToMaxBytes() throws Exception {
    int bytes = (int) SIZE.bytes();
    try (PictureRoutes enough =
            new PictureRoutes(Codec.OPENCV, new JpegDataFormat().maxBytes(bytes));
        PictureRoutes tooFew =
            new PictureRoutes(Codec.OPENCV, new JpegDataFormat().maxBytes(bytes - 1))) {
      assertThat(enough.decode(jpeg).geometry()).isEqualTo(SIZE);
      assertThatThrownBy(() -> tooFew.decode(jpeg))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining(bytes + " bytes")
          .hasMessageContaining("maxBytes=" + (bytes - 1));
    }
  }

  @Test
  void shouldReadNoMoreOfAStreamThanMaxBytesAllows() throws Exception {
    byte[] endless = new byte[2 * 1024 * 1024];
    System.arraycopy(jpeg, 0, endless, 0, jpeg.length);
    try (PictureRoutes routes =
        new PictureRoutes(Codec.OPENCV, new JpegDataFormat().maxBytes(10_000))) {
      ByteArrayInputStream stream = new ByteArrayInputStream(endless);

      assertThatThrownBy(() -> routes.decode(stream, Map.of()))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("more than 1058576 bytes")
          .hasMessageContaining("maxBytes=10000");
    }
  }

  @Test
  void shouldRefuseAFileThatIsLongerThanMaxBytesAllows() throws Exception {
    byte[] padded = Arrays.copyOf(jpeg, 2 * 1024 * 1024);
    try (PictureRoutes routes =
        new PictureRoutes(Codec.OPENCV, new JpegDataFormat().maxBytes(10_000))) {
      assertThatThrownBy(() -> routes.decode(padded))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("more than 1058576 bytes")
          .hasMessageContaining("maxBytes=10000");
    }
  }
}
