// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.PictureRoutes.Codec;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What both codecs must do alike, through routes. */
@Timeout(120)
class CodecsTest {

  private static final int WIDTH = 96;
  private static final int HEIGHT = 64;

  private static FrameGeometry size(PixelFormat format) {
    return FrameGeometry.picture(WIDTH, HEIGHT, format);
  }

  private static byte[] bgr() {
    return Smooth.pixels(WIDTH, HEIGHT, 3);
  }

  /** There and back. */
  private static byte[] passed(
      Codec codec, PictureDataFormat<?> format, FrameGeometry geometry, byte[] pixels)
      throws Exception {
    try (PictureRoutes routes = new PictureRoutes(codec, format)) {
      return PictureRoutes.packed(routes.decode(routes.encode(geometry, pixels)));
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldPassColoursThroughAJpeg(Codec codec) throws Exception {
    byte[] found = passed(codec, new JpegDataFormat(), size(PixelFormat.BGR24), bgr());

    Smooth.assertClose(found, bgr(), 1.5, 8);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldPassRgbThroughAJpegAsBgr(Codec codec) throws Exception {
    byte[] found =
        passed(codec, new JpegDataFormat(), size(PixelFormat.RGB24), Smooth.turned(bgr()));

    Smooth.assertClose(found, bgr(), 1.5, 8);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldPassBgraThroughAJpegWithoutAlpha(Codec codec) throws Exception {
    byte[] pixels = Smooth.pixels(WIDTH, HEIGHT, 4);
    byte[] found = passed(codec, new JpegDataFormat(), size(PixelFormat.BGRA), pixels);

    Smooth.assertClose(found, Smooth.opaque(pixels), 1.5, 8);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldPassGreyThroughAJpeg(Codec codec) throws Exception {
    byte[] pixels = Smooth.pixels(WIDTH, HEIGHT, 1);
    byte[] found = passed(codec, new JpegDataFormat(), size(PixelFormat.GRAY8), pixels);

    Smooth.assertClose(found, pixels, 1, 4);
  }

  @ParameterizedTest
  @CsvSource({
    "OPENCV,BGR24",
    "OPENCV,RGB24",
    "OPENCV,BGRA",
    "IMAGEIO,BGR24",
    "IMAGEIO,RGB24",
    "IMAGEIO,BGRA"
  })
  void shouldEncodeColoursAsGrey(Codec codec, PixelFormat format) throws Exception {
    byte[] pixels = Smooth.pixels(WIDTH, HEIGHT, format.channels());
    byte[] plain = format == PixelFormat.RGB24 ? Smooth.turned(pixels) : pixels;
    byte[] expected = Smooth.grey(plain, format.channels());

    Smooth.assertClose(
        passed(codec, new JpegDataFormat().grey(true), size(format), pixels), expected, 1, 4);
    Smooth.assertClose(
        passed(codec, new PngDataFormat().grey(true), size(format), pixels), expected, 0.1, 1);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeColoursOfAJpegAsGrey(Codec codec) throws Exception {
    try (PictureRoutes colours = new PictureRoutes(codec, new JpegDataFormat());
        PictureRoutes grey = new PictureRoutes(codec, new JpegDataFormat().grey(true))) {
      FrameView frame = grey.decode(colours.encode(size(PixelFormat.BGR24), bgr()));

      assertThat(frame.geometry()).isEqualTo(size(PixelFormat.GRAY8));
      Smooth.assertClose(PictureRoutes.packed(frame), Smooth.grey(bgr(), 3), 1, 6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENCV,GRAY8",
    "OPENCV,BGR24",
    "OPENCV,BGRA",
    "IMAGEIO,GRAY8",
    "IMAGEIO,BGR24",
    "IMAGEIO,BGRA"
  })
  void shouldPassAPngWithoutALoss(Codec codec, PixelFormat format) throws Exception {
    byte[] pixels = Smooth.pixels(WIDTH, HEIGHT, format.channels());

    assertThat(passed(codec, new PngDataFormat(), size(format), pixels)).isEqualTo(pixels);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldPassRgbThroughAPngAsBgr(Codec codec) throws Exception {
    assertThat(passed(codec, new PngDataFormat(), size(PixelFormat.RGB24), Smooth.turned(bgr())))
        .isEqualTo(bgr());
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldEncodeTheQualityThatIsAskedFor(Codec codec) throws Exception {
    byte[] pixels = Smooth.pixels(WIDTH, HEIGHT, 3);
    new java.util.Random(1).nextBytes(pixels);
    int last = 0;
    for (int quality : new int[] {1, 20, 50, 80, 100}) {
      try (PictureRoutes routes = new PictureRoutes(codec, new JpegDataFormat().quality(quality))) {
        int length = routes.encode(size(PixelFormat.BGR24), pixels).length;
        assertThat(length).as("quality " + quality).isGreaterThan(last);
        last = length;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldWriteTheSameTablesOfAQuality(Codec codec) throws Exception {
    try (PictureRoutes routes = new PictureRoutes(codec, new JpegDataFormat().quality(75))) {
      byte[] file = routes.encode(size(PixelFormat.BGR24), bgr());

      // The first value of the table for brightness: 16 at quality 50, the half of it at 75.
      assertThat(file[segment(file, 0xDB) + 5]).isEqualTo((byte) 8);
    }
  }

  /** Where a marker's FF is. */
  private static int segment(byte[] file, int marker) {
    for (int i = 0; i < file.length - 1; i++) {
      if (file[i] == (byte) 0xFF && file[i + 1] == (byte) marker) {
        return i;
      }
    }
    throw new AssertionError("no marker " + marker);
  }

  @ParameterizedTest
  @CsvSource({
    "OPENCV, 4:2:0, 34", "OPENCV, 4:2:2, 33", "OPENCV, 4:4:4, 17", "OPENCV, 4:4:0, 18",
    "OPENCV, 4:1:1, 65", "IMAGEIO, 4:2:0, 34", "IMAGEIO, 4:2:2, 33", "IMAGEIO, 4:4:4, 17",
    "IMAGEIO, 4:4:0, 18", "IMAGEIO, 4:1:1, 65"
  })
  void shouldSubsampleAsAsked(Codec codec, String subsampling, int factors) throws Exception {
    try (PictureRoutes routes =
        new PictureRoutes(codec, new JpegDataFormat().subsampling(subsampling))) {
      byte[] file = routes.encode(size(PixelFormat.BGR24), bgr());
      int frame = segment(file, 0xC0);

      assertThat(file[frame + 11]).as("brightness").isEqualTo((byte) factors);
      assertThat(file[frame + 14]).as("blue").isEqualTo((byte) 17);
      assertThat(file[frame + 17]).as("red").isEqualTo((byte) 17);
      Smooth.assertClose(PictureRoutes.packed(routes.decode(file)), bgr(), 1.5, 10);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldCompressAsHardAsAsked(Codec codec) throws Exception {
    int none = compressed(codec, 0);
    int hard = compressed(codec, 9);

    assertThat(none).isGreaterThan(WIDTH * HEIGHT * 3);
    assertThat(hard).isLessThan(none / 4);
  }

  private static int compressed(Codec codec, int compression) throws Exception {
    try (PictureRoutes routes =
        new PictureRoutes(codec, new PngDataFormat().compression(compression))) {
      return routes.encode(size(PixelFormat.BGR24), new byte[WIDTH * HEIGHT * 3]).length;
    }
  }

  @ParameterizedTest
  @CsvSource({"YUYV", "NV12", "I420"})
  void shouldSayThatOtherFormatsNeedOpenCv(PixelFormat format) throws Exception {
    try (PictureRoutes routes = new PictureRoutes(Codec.IMAGEIO, new JpegDataFormat())) {
      byte[] pixels = new byte[(int) size(format).bytes()];

      assertThatThrownBy(() -> routes.encode(size(format), pixels))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("without OpenCV")
          .hasMessageContaining(format.name());
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldKeepThePixelsThatSomebodyLooksAt(Codec codec) throws Exception {
    try (PictureRoutes routes = new PictureRoutes(codec, new PngDataFormat())) {
      FrameView frame = routes.decode(routes.encode(size(PixelFormat.BGR24), bgr()));
      frame.pixels().put(0, (byte) 99);

      assertThat(frame.pixels().get(0)).isEqualTo((byte) 99);
      assertThat(PictureRoutes.packed(frame)[0]).isEqualTo((byte) 99);
      assertThat(frame.intact()).isTrue();
      assertThat(frame.timestampNanos()).isZero();
      assertThat(frame.stride()).isEqualTo(WIDTH * 3);
      frame.close();
      assertThat(frame.pixels().get(1)).isEqualTo(bgr()[1]);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldRefuseTargetsThatItCannotWrite(Codec codec) throws Exception {
    try (PictureRoutes routes = new PictureRoutes(codec, new PngDataFormat())) {
      FrameView frame = routes.decode(routes.encode(size(PixelFormat.BGR24), bgr()));
      int bytes = WIDTH * HEIGHT * 3;
      ByteBuffer small = ByteBuffer.allocateDirect(bytes).position(1);
      ByteBuffer readOnly = ByteBuffer.allocateDirect(bytes).asReadOnlyBuffer();

      assertThatThrownBy(() -> frame.copyTo(small)).isInstanceOf(BufferOverflowException.class);
      assertThatThrownBy(() -> frame.copyTo(readOnly)).isInstanceOf(ReadOnlyBufferException.class);
      assertThat(small.position()).isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseAPictureThatIsNoMoreWhatItsHeaderSaid() {
    byte[] file = new RawPng(2, 1, 8, 0).rows(new byte[2]).end();
    PictureFile said =
        new PictureFile(PictureKind.PNG, file, 2, 2, 1, io.shmframe.layout.ElementType.UINT8);
    ByteBuffer target = ByteBuffer.allocateDirect(4).putInt(0, 0x01020304);
    for (PictureCodec codec : new PictureCodec[] {OpenCvCodec.load(), new ImageIoCodec()}) {
      assertThatThrownBy(() -> codec.decode(said, false, target.duplicate()))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("2 x 1");
    }
    assertThat(target.getInt(0)).as("what was there").isEqualTo(0x01020304);
  }

  /** What is resident of this process besides the heap, which grows as it likes. */
  private static long nativeBytes() {
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
  }

  @Test
  void shouldFreeItsMemoryItself() throws Exception {
    FrameGeometry large = FrameGeometry.of8Bit(640, 404, 3);
    byte[] pixels = Smooth.pixels(640, 404, 3);
    try (PictureRoutes jpegs = new PictureRoutes(Codec.OPENCV, new JpegDataFormat());
        PictureRoutes grey = new PictureRoutes(Codec.OPENCV, new JpegDataFormat().grey(true))) {
      ByteBuffer direct = ByteBuffer.allocateDirect((int) large.bytes());
      long before = 0;
      for (int round = 0; round < 600; round++) {
        long pointers = Pointer.totalCount();
        byte[] file = jpegs.encode(large, pixels);
        PictureRoutes.packed(jpegs.decode(file));
        jpegs.decode(file).copyTo(direct.clear());
        grey.encode(large, pixels);
        assertThat(Pointer.totalCount()).as("open pointers").isLessThanOrEqualTo(pointers);
        if (round == 100) {
          before = nativeBytes();
        }
      }

      // A matrix kept by each round would cost 129 MB in all, if it is the smallest.
      assertThat(nativeBytes() - before).isLessThan(100 * 1024 * 1024);
    }
  }

  @Test
  void shouldFreeItsMemoryWhereItFails() throws Exception {
    byte[] file = new RawPng(640, 404, 8, 6).rows(new byte[640 * 4]).end();
    try (PictureRoutes routes = new PictureRoutes(Codec.OPENCV, new PngDataFormat())) {
      for (int round = 0; round < 100; round++) {
        long pointers = Pointer.totalCount();
        FrameView frame = routes.decode(file);
        assertThatThrownBy(() -> PictureRoutes.packed(frame)).isInstanceOf(PictureException.class);

        assertThat(Pointer.totalCount()).as("open pointers").isLessThanOrEqualTo(pointers);
      }
    }
  }
}
