// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bytes of a picture mean, by an option, a name in the header, or V4L2's code there. */
class PixelFormatsTest extends LayoutTest {

  /** width at 0, height at 4, sequence at 8, pixels at 12. */
  private static final String BY_OPTION = "width:i32,height:i32,sequence:u32";

  /** width at 0, height at 4, format at 8, sequence at 16, pixels at 20. */
  private static final String BY_NAME = "width:i32,height:i32,format:char[8],sequence:u32";

  /** width at 0, height at 4, format at 8, sequence at 12, pixels at 16. */
  private static final String BY_CODE = "width:i32,height:i32,format:u32,sequence:u32";

  private static final int WIDTH = 8;
  private static final int HEIGHT = 4;

  /** Bytes of a picture of 8 x 4 pixels, and V4L2_PIX_FMT_* of linux/videodev2.h. */
  enum Format {
    GRAY8(32, 1, 0x59455247),
    BGR24(96, 3, 0x33524742),
    RGB24(96, 3, 0x33424752),
    BGRA(128, 4, 0x34325241),
    YUYV(64, 2, 0x56595559),
    NV12(48, 1, 0x3231564E),
    I420(48, 1, 0x32315559);

    private final int bytes;
    private final int channels;
    private final int code;

    Format(int bytes, int channels, int code) {
      this.bytes = bytes;
      this.channels = channels;
      this.code = code;
    }

    byte[] payload() {
      return counting(bytes, 1);
    }

    byte[] text() {
      return Arrays.copyOf(name().getBytes(StandardCharsets.US_ASCII), 8);
    }
  }

  private ByteBuffer byOption(byte[] payload) {
    return bytes(12 + payload.length)
        .putInt(0, WIDTH)
        .putInt(4, HEIGHT)
        .putInt(8, 1)
        .put(12, payload);
  }

  private ByteBuffer byName(byte[] text, byte[] payload) {
    return bytes(20 + payload.length)
        .putInt(0, WIDTH)
        .putInt(4, HEIGHT)
        .put(8, text)
        .putInt(16, 1)
        .put(20, payload);
  }

  private ByteBuffer byCode(int code, byte[] payload) {
    return bytes(16 + payload.length)
        .putInt(0, WIDTH)
        .putInt(4, HEIGHT)
        .putInt(8, code)
        .putInt(12, 1)
        .put(16, payload);
  }

  private static Map<String, Object> size(Format format) {
    return Map.of(
        "CamelShmFrameWidth",
        WIDTH,
        "CamelShmFrameHeight",
        HEIGHT,
        "CamelShmFramePixelFormat",
        format.name());
  }

  private void assertFrame(Format format) {
    assertThat(first().bytes()).isEqualTo(format.payload());
    assertThat(last().header("CamelShmFramePixelFormat")).isEqualTo(format.name());
    assertThat(last().header("CamelShmFrameWidth")).isEqualTo(WIDTH);
    assertThat(last().header("CamelShmFrameHeight")).isEqualTo(HEIGHT);
    assertThat(last().header("CamelShmFrameChannels")).isEqualTo(format.channels);
    assertThat(last().header("CamelShmFrameType")).isEqualTo((format.channels - 1) * 8);
    assertThat(last().header("CamelShmFrameStride")).isEqualTo(WIDTH * format.channels);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldReadTheFormatThatTheOptionSays(Format format) throws Exception {
    write(byOption(format.payload()));
    consume(BY_OPTION, "pixelFormat=" + format);

    assertFrame(format);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldReadTheFormatThatTheHeaderNames(Format format) throws Exception {
    write(byName(format.text(), format.payload()));
    consume(BY_NAME, "");

    assertFrame(format);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldReadTheFormatByItsCode(Format format) throws Exception {
    write(byCode(format.code, format.payload()));
    consume(BY_CODE, "");

    assertFrame(format);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteTheFormatThatTheOptionSays(Format format) throws Exception {
    produce(BY_OPTION, "width=8&height=4&pixelFormat=" + format)
        .sendBody("direct:in", format.payload());

    assertThat(file()).isEqualTo(byOption(format.payload()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteTheNameOfTheFormat(Format format) throws Exception {
    produce(BY_NAME, "").sendBodyAndHeaders("direct:in", format.payload(), size(format));

    assertThat(file()).isEqualTo(byName(format.text(), format.payload()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteTheCodeOfTheFormat(Format format) throws Exception {
    produce(BY_CODE, "").sendBodyAndHeaders("direct:in", format.payload(), size(format));

    assertThat(file()).isEqualTo(byCode(format.code, format.payload()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteTheFormatOfAFrameView(Format format) throws Exception {
    FrameView view =
        FrameView.of(
            FrameGeometry.picture(WIDTH, HEIGHT, PixelFormat.valueOf(format.name())),
            ByteBuffer.wrap(format.payload()));
    produce(BY_NAME, "").sendBody("direct:in", view);

    assertThat(file()).isEqualTo(byName(format.text(), format.payload()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteWhatWasReadWithoutAWord(Format format) throws Exception {
    write(byName(format.text(), format.payload()));
    copy(BY_NAME, "", e -> {});

    assertThat(errors).isEmpty();
    assertThat(copied()).isEqualTo(byName(format.text(), format.payload()));
  }

  @Test
  void shouldSetNoFormatThatNobodyKnows() throws Exception {
    write(byOption(new byte[160]));
    consume(BY_OPTION, "channels=5");

    assertThat(first().headers()).doesNotContainKey("CamelShmFramePixelFormat");
  }

  /** One red pixel after another. */
  private static byte[] red(String format) {
    byte[] pixels = new byte[96];
    for (int i = 0; i < 96; i += 3) {
      pixels[i + ("RGB24".equals(format) ? 0 : 2)] = (byte) 0xF0;
      pixels[i + 1] = 0x20;
      pixels[i + ("RGB24".equals(format) ? 2 : 0)] = 0x10;
    }
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({"RGB24, bytes", "RGB24, frame", "BGR24, bytes", "BGR24, frame"})
  void shouldMakePicturesWithRedAndBlueInTheirPlaces(String format, String bodyType)
      throws Exception {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    write(byOption(red(format)));
    consume(
        BY_OPTION,
        "bodyType=" + bodyType + "&pixelFormat=" + format,
        e -> seen.add(e.getIn().getBody(BufferedImage.class).getRGB(7, 3)));

    first();
    assertThat(seen).containsExactly(0xFF_F0_20_10);
  }

  @Test
  void shouldMakeAPictureOfBgraWithItsAlpha() throws Exception {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    byte[] pixels = new byte[128];
    for (int i = 0; i < 128; i += 4) {
      pixels[i] = 0x10;
      pixels[i + 1] = 0x20;
      pixels[i + 2] = (byte) 0xF0;
      pixels[i + 3] = 0x40;
    }
    write(byOption(pixels));
    consume(
        BY_OPTION,
        "pixelFormat=BGRA",
        e -> seen.add(e.getIn().getBody(BufferedImage.class).getRGB(7, 3)));

    first();
    assertThat(seen).containsExactly(0x40_F0_20_10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"YUYV", "NV12", "I420"})
  void shouldMakeNoPicturesOfWhatJavaHasNone(String format) throws Exception {
    List<Boolean> seen = new CopyOnWriteArrayList<>();
    write(byOption(Format.valueOf(format).payload()));
    consume(
        BY_OPTION,
        "bodyType=frame&pixelFormat=" + format,
        e -> seen.add(e.getIn().getBody(BufferedImage.class) == null));

    first();
    assertThat(seen).containsExactly(true);
  }

  @Test
  void shouldWriteAPictureAsBgr() throws Exception {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 32; i++) {
      image.setRGB(i % 8, i / 8, 0xF0_20_10);
    }
    produce(BY_NAME, "").sendBody("direct:in", image);

    assertThat(file()).isEqualTo(byName(Format.BGR24.text(), red("BGR24")));
  }

  @ParameterizedTest
  @CsvSource({"NV12, 6, 8, 0", "I420, 6, 8, 0", "YUYV, 4, 8, 8", "RGB24, 4, 8, 16"})
  void shouldReadAMat(Format format, int rows, int columns, int type) throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    write(byName(format.text(), format.payload()));
    consume(
        BY_NAME,
        "bodyType=mat",
        e -> {
          Mat mat = e.getIn().getBody(Mat.class);
          seen.addAll(List.of(mat.rows(), mat.cols(), mat.type(), seen(e)));
        });

    first();
    assertThat(seen).containsExactly(rows, columns, type, format.payload());
    assertThat(last().header("CamelShmFrameHeight")).isEqualTo(HEIGHT);
    assertThat(last().header("CamelShmFramePixelFormat")).isEqualTo(format.name());
  }

  private static Mat mat(Format format) {
    int rows = format.bytes / WIDTH / format.channels;
    Mat mat = new Mat(rows, WIDTH, (format.channels - 1) * 8);
    mat.data().put(format.payload(), 0, format.bytes);
    return mat;
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteAMatInTheFormatThatTheOptionSays(Format format) throws Exception {
    try (Mat mat = mat(format)) {
      ProducerTemplate template = produce(BY_OPTION, "pixelFormat=" + format);
      if (format == Format.RGB24 || format == Format.YUYV) {
        // Three bytes a pixel could be BGR, two could be anything: the message says so.
        template.sendBodyAndHeader("direct:in", mat, "CamelShmFramePixelFormat", format.name());
      } else {
        template.sendBody("direct:in", mat);
      }
    }

    assertThat(file()).isEqualTo(byOption(format.payload()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      names = {"GRAY8", "BGR24", "RGB24", "BGRA", "YUYV"})
  void shouldWriteAMatInTheFormatThatTheMessageSays(Format format) throws Exception {
    try (Mat mat = mat(format)) {
      produce(BY_NAME, "")
          .sendBodyAndHeader("direct:in", mat, "CamelShmFramePixelFormat", format.name());
    }

    assertThat(file()).isEqualTo(byName(format.text(), format.payload()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteTheMatThatWasReadWithTheOption(Format format) throws Exception {
    write(byName(format.text(), format.payload()));
    copy(BY_NAME, "bodyType=mat&pixelFormat=" + format, e -> {});

    assertThat(errors).isEmpty();
    assertThat(copied()).isEqualTo(byName(format.text(), format.payload()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldWriteTheMatThatWasReadInTheFormatThatTheHeaderNames(Format format) throws Exception {
    write(byName(format.text(), format.payload()));
    copy(BY_NAME, "bodyType=mat", e -> {});

    assertThat(errors).isEmpty();
    assertThat(copied()).isEqualTo(byName(format.text(), format.payload()));
  }

  @ParameterizedTest
  @CsvSource({"NV12, 7, 4", "NV12, 8, 3", "I420, 7, 4", "I420, 8, 3", "YUYV, 7, 4"})
  void shouldNameOddSidesInTheSegment(Format format, int width, int height) throws Exception {
    write(byName(format.text(), new byte[128]).putInt(0, width).putInt(4, height));
    consume(BY_NAME, "");

    assertThat(firstError())
        .hasStackTraceContaining(width + " x " + height)
        .hasStackTraceContaining(format.name())
        .hasStackTraceContaining("even");
  }

  @ParameterizedTest
  @CsvSource({"NV12, 7, 4", "NV12, 8, 3", "I420, 7, 4", "I420, 8, 3", "YUYV, 7, 4"})
  void shouldRefuseToWriteOddSides(Format format, int width, int height) throws Exception {
    ProducerTemplate template =
        produce(BY_OPTION, "width=" + width + "&height=" + height + "&pixelFormat=" + format);

    assertThatThrownBy(() -> template.sendBody("direct:in", new byte[48]))
        .hasStackTraceContaining(width + " x " + height)
        .hasStackTraceContaining("even");
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldTakeAnOddHeightOfYuyv() throws Exception {
    write(byName(Format.YUYV.text(), counting(48, 1)).putInt(4, 3));
    consume(BY_NAME, "");

    assertThat(first().bytes()).isEqualTo(counting(48, 1));
  }

  @ParameterizedTest
  @CsvSource({"RGB24", "NV12", "I420"})
  void shouldRefuseAFormatThatTheLayoutCannotTell(Format format) throws Exception {
    ProducerTemplate template = produce("frameheader", "");

    assertThatThrownBy(
            () -> template.sendBodyAndHeaders("direct:in", format.payload(), size(format)))
        .hasStackTraceContaining("frameheader")
        .hasStackTraceContaining("in " + format);
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldWriteAFormatIntoFrameheaderWhereTheOptionSaysIt() throws Exception {
    produce("frameheader", "width=8&height=4&pixelFormat=RGB24")
        .sendBody("direct:in", counting(96, 1));

    assertThat(List.of(file().getInt(0), file().getInt(4), file().getInt(8)))
        .containsExactly(8, 4, 3);
    assertThat(part(file(), 24, 96)).isEqualTo(counting(96, 1));
  }

  @Test
  void shouldIgnoreAnOldFormatThatTheChannelsContradict() throws Exception {
    produce(BY_NAME, "")
        .sendBodyAndHeaders(
            "direct:in",
            Format.GRAY8.payload(),
            Map.of(
                "CamelShmFrameWidth",
                WIDTH,
                "CamelShmFrameHeight",
                HEIGHT,
                "CamelShmFrameChannels",
                1,
                "CamelShmFramePixelFormat",
                "RGB24"));

    assertThat(file()).isEqualTo(byName(Format.GRAY8.text(), Format.GRAY8.payload()));
  }

  @Test
  void shouldIgnoreAnOldFormatThatTheTypeContradicts() throws Exception {
    produce("width:i32,height:i32,type:i32,sequence:u32", "")
        .sendBodyAndHeaders(
            "direct:in",
            counting(128, 1),
            Map.of(
                "CamelShmFrameWidth",
                WIDTH,
                "CamelShmFrameHeight",
                HEIGHT,
                "CamelShmFrameType",
                5,
                "CamelShmFramePixelFormat",
                "GRAY8"));

    assertThat(file().getInt(8)).isEqualTo(5);
    assertThat(part(file(), 16, 128)).isEqualTo(counting(128, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RGB24", "BGRA", "NV12", "YUYV"})
  void shouldIgnoreAnOldFormatThatAMatContradicts(String old) throws Exception {
    try (Mat mat = new Mat(3, 5, opencv_core.CV_8UC1, new Scalar(7, 0, 0, 0))) {
      produce("frameheader", "")
          .sendBodyAndHeader("direct:in", mat, "CamelShmFramePixelFormat", old);
    }

    assertThat(List.of(file().getInt(0), file().getInt(4), file().getInt(8)))
        .containsExactly(5, 3, 1);
    assertThat(part(file(), 24, 15)).containsOnly(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BGR25", "bgr24", "JPEG"})
  void shouldNameAFormatInTheMessageThatIsNone(String format) throws Exception {
    ProducerTemplate template = produce(BY_NAME, "");

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders(
                    "direct:in",
                    new byte[96],
                    Map.of(
                        "CamelShmFrameWidth", WIDTH,
                        "CamelShmFrameHeight", HEIGHT,
                        "CamelShmFramePixelFormat", format)))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("CamelShmFramePixelFormat is " + format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BGR25", "bgr24", ""})
  void shouldNameAFormatInTheSegmentThatIsNone(String format) throws Exception {
    byte[] text = Arrays.copyOf(format.getBytes(StandardCharsets.US_ASCII), 8);
    write(byName(text, new byte[96]));
    consume(BY_NAME, "");

    assertThat(firstError())
        .hasStackTraceContaining("format=" + format)
        .hasStackTraceContaining("BGR24");
  }

  @Test
  void shouldNameACodeThatIsNone() throws Exception {
    write(byCode(0x47504A4D, new byte[96]));
    consume(BY_CODE, "");

    assertThat(firstError()).hasStackTraceContaining("format=1196444237");
  }

  @Test
  void shouldNameBothFormatsWhereTheHeaderSaysOtherwiseThanTheOption() throws Exception {
    write(byName(Format.RGB24.text(), new byte[96]));
    consume(BY_NAME, "pixelFormat=BGR24");

    assertThat(firstError()).hasStackTraceContaining("RGB24").hasStackTraceContaining("BGR24");
  }

  @Test
  void shouldRefuseAPictureThatTheFormatFieldHasNoWordFor() throws Exception {
    ProducerTemplate template = produce(BY_NAME, "");
    try (Mat mat = new Mat(4, 8, opencv_core.CV_32FC1)) {
      assertThatThrownBy(() -> template.sendBody("direct:in", mat))
          .hasStackTraceContaining("format")
          .hasStackTraceContaining("float32");
    }
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"47", "49", "32"})
  void shouldNameBothLengthsOfAPlanarPicture(int length) throws Exception {
    ProducerTemplate template = produce(BY_OPTION, "width=8&height=4&pixelFormat=NV12");

    assertThatThrownBy(() -> template.sendBody("direct:in", new byte[length]))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("48 bytes")
        .hasStackTraceContaining("" + length);
  }
}
