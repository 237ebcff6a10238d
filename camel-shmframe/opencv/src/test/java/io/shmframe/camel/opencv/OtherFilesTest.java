// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.PictureRoutes.Codec;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of kinds that are rarer, through routes. */
@Timeout(120)
class OtherFilesTest {

  private static final FrameGeometry SIZE = FrameGeometry.of8Bit(64, 48, 3);

  private static byte[] written(String format, IIOImage image, boolean progressive)
      throws Exception {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.setOutput(output);
      writer.write(null, image, parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] progressive(String format) throws Exception {
    BufferedImage image = Images.of(64, 48, BufferedImage.TYPE_3BYTE_BGR, Smooth.pixels(64, 48, 3));
    return written(format, new IIOImage(image, null, null), true);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeAProgressiveJpeg(Codec codec) throws Exception {
    byte[] file = progressive("jpeg");
    assertThat(file).contains(0xFF, 0xC2);
    try (PictureRoutes routes = new PictureRoutes(codec, new JpegDataFormat())) {
      FrameView frame = routes.decode(file);

      assertThat(frame.geometry()).isEqualTo(SIZE);
      Smooth.assertClose(PictureRoutes.packed(frame), Smooth.pixels(64, 48, 3), 3, 16);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeAnInterlacedPng(Codec codec) throws Exception {
    byte[] file = progressive("png");
    assertThat(file[28]).as("interlaced").isEqualTo((byte) 1);
    try (PictureRoutes routes = new PictureRoutes(codec, new PngDataFormat())) {
      assertThat(PictureRoutes.packed(routes.decode(file))).isEqualTo(Smooth.pixels(64, 48, 3));
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeAGreyJpegToOneChannel(Codec codec) throws Exception {
    BufferedImage image = Images.of(64, 48, BufferedImage.TYPE_BYTE_GRAY, Smooth.pixels(64, 48, 1));
    byte[] file = written("jpeg", new IIOImage(image, null, null), false);
    try (PictureRoutes routes = new PictureRoutes(codec, new JpegDataFormat())) {
      FrameView frame = routes.decode(file);

      assertThat(frame.geometry()).isEqualTo(FrameGeometry.of8Bit(64, 48, 1));
      Smooth.assertClose(PictureRoutes.packed(frame), Smooth.pixels(64, 48, 1), 2, 8);
    }
  }

  /** Four components without a transform: cyan, magenta, yellow, black. */
  private static byte[] printed() throws Exception {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 64, 48, 4, null);
    for (int i = 0; i < 64 * 48; i++) {
      raster.setPixel(i % 64, i / 64, new int[] {200, 200, 200, 200});
    }
    return written("jpeg", new IIOImage(raster, null, null), false);
  }

  @Test
  void shouldDecodeAJpegOfFourComponentsToThreeChannels() throws Exception {
    try (PictureRoutes routes = new PictureRoutes(Codec.OPENCV, new JpegDataFormat())) {
      FrameView frame = routes.decode(printed());

      assertThat(frame.geometry()).isEqualTo(SIZE);
      byte[] pixels = PictureRoutes.packed(frame);
      assertThat(pixels[0]).as("grey of some kind").isEqualTo(pixels[1]).isEqualTo(pixels[2]);
    }
  }

  @Test
  void shouldSayThatImageIoDoesNotKnowFourComponents() throws Exception {
    try (PictureRoutes routes = new PictureRoutes(Codec.IMAGEIO, new JpegDataFormat())) {
      FrameView frame = routes.decode(printed());

      assertThatThrownBy(() -> PictureRoutes.packed(frame))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("4 components")
          .hasMessageContaining("without OpenCV");
    }
  }

  /** A PNG that moves, of which the first picture is what other programs show. */
  @ParameterizedTest
  @EnumSource(Codec.class)
  void shouldDecodeTheFirstPictureOfAPngThatMoves(Codec codec) throws Exception {
    byte[] control =
        ByteBuffer.allocate(26)
            .putInt(0)
            .putInt(2)
            .putInt(1)
            .putLong(0)
            .putShort((short) 1)
            .array();
    byte[] second = control.clone();
    second[3] = 1;
    byte[] row = {10, 20, 30, 40, 50, 60};
    byte[] packed = RawPng.deflated(new byte[7]);
    byte[] data = ByteBuffer.allocate(4 + packed.length).putInt(2).put(packed).array();
    byte[] file =
        new RawPng(2, 1, 8, 2)
            .chunk("acTL", ByteBuffer.allocate(8).putInt(2).array())
            .chunk("fcTL", control)
            .rows(row)
            .chunk("fcTL", second)
            .chunk("fdAT", data)
            .end();
    try (PictureRoutes routes = new PictureRoutes(codec, new PngDataFormat())) {
      FrameView frame = routes.decode(file);

      assertThat(frame.geometry()).isEqualTo(FrameGeometry.of8Bit(2, 1, 3));
      assertThat(PictureRoutes.packed(frame)).containsExactly(30, 20, 10, 60, 50, 40);
    }
  }
}
