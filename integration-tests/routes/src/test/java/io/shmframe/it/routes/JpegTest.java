// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.it.routes.SomePictures.HEIGHT;
import static io.shmframe.it.routes.SomePictures.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.camel.opencv.PictureException;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.DataFormat;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The data format shmframeJpeg: bodies, headers, options, errors. */
class JpegTest extends RouteTest {

  private static final Map<String, Object> SIZE =
      Map.of(
          "CamelShmFrameWidth", WIDTH, "CamelShmFrameHeight", HEIGHT, "CamelShmFrameChannels", 3);

  private int passes;

  private Exchange passed(DataFormat format, boolean encode, Object body, Map<String, Object> said)
      throws Exception {
    String in = "direct:in" + passes++;
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            if (encode) {
              from(in).marshal(format).convertBodyTo(byte[].class);
            } else {
              from(in).unmarshal(format);
            }
          }
        });
    ProducerTemplate template = context.createProducerTemplate();
    Exchange exchange =
        template.send(
            in,
            e -> {
              e.getIn().setBody(body);
              e.getIn().setHeaders(new HashMap<>(said));
            });
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return exchange;
  }

  private byte[] encoded(Object body, Map<String, Object> headers) throws Exception {
    return passed(new JpegDataFormat(), true, body, headers).getMessage().getBody(byte[].class);
  }

  /** By ImageIO, which has not written it. */
  private static byte[] decodedElsewhere(byte[] file) throws Exception {
    BufferedImage image = javax.imageio.ImageIO.read(new ByteArrayInputStream(file));
    assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = new byte[image.getWidth() * image.getHeight() * 3];
    for (int i = 0; i < bgr.length / 3; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      bgr[3 * i] = (byte) rgb;
      bgr[3 * i + 1] = (byte) (rgb >> 8);
      bgr[3 * i + 2] = (byte) (rgb >> 16);
    }
    return bgr;
  }

  private void assertEncodes(Object body, Map<String, Object> headers) throws Exception {
    SomePictures.assertClose(decodedElsewhere(encoded(body, headers)), SomePictures.bgr());
  }

  @Test
  void shouldEncodeBytes() throws Exception {
    assertEncodes(SomePictures.bgr(), SIZE);
  }

  @Test
  void shouldEncodeABuffer() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(WIDTH * HEIGHT * 3).put(SomePictures.bgr());
    assertEncodes(buffer.flip(), SIZE);
  }

  @Test
  void shouldEncodeAStream() throws Exception {
    assertEncodes(new ByteArrayInputStream(SomePictures.bgr()), SIZE);
  }

  @Test
  void shouldEncodeAFile() throws Exception {
    Path file = Files.write(folder.resolve("frame.raw"), SomePictures.bgr());
    assertEncodes(file.toFile(), SIZE);
  }

  @Test
  void shouldEncodeAPicture() throws Exception {
    assertEncodes(SomePictures.image(), Map.of());
  }

  @Test
  void shouldEncodeAFrameViewWithGaps() throws Exception {
    int stride = WIDTH * 3 + 10;
    ByteBuffer memory = ByteBuffer.allocateDirect(stride * HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
      memory.put(y * stride, SomePictures.bgr(), y * WIDTH * 3, WIDTH * 3);
    }
    FrameGeometry geometry = FrameGeometry.of8Bit(WIDTH, HEIGHT, 3);
    assertEncodes(FrameView.of(geometry, stride, 0, memory), Map.of());
  }

  @Test
  void shouldEncodeAMat() throws Exception {
    try (Mat mat = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3)) {
      mat.data().put(SomePictures.bgr());
      assertEncodes(mat, Map.of());
    }
  }

  @Test
  void shouldEncodeABodyOfAVariable() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in")
                .setVariable("picture", body())
                .setBody(constant("something else"))
                .marshal()
                .variableSend("picture")
                .custom("shmframeJpeg");
          }
        });
    byte[] file =
        context
            .createProducerTemplate()
            .requestBodyAndHeaders("direct:in", SomePictures.bgr(), SIZE, byte[].class);

    SomePictures.assertClose(decodedElsewhere(file), SomePictures.bgr());
  }

  @Test
  void shouldSayWhatTheFileIsAndNothingOfWhatTheBodyWas() throws Exception {
    Map<String, Object> said = new HashMap<>(SIZE);
    said.remove("CamelShmFrameChannels");
    said.put("CamelShmFramePixelFormat", "RGB24");
    said.put("CamelShmFrameTimestamp", 1_234L);
    said.put("Content-Type", "application/octet-stream");
    Map<String, Object> headers =
        passed(new JpegDataFormat(), true, SomePictures.bgr(), said).getMessage().getHeaders();

    assertThat(headers)
        .containsEntry("Content-Type", "image/jpeg")
        .containsEntry("CamelShmFrameEncoding", "jpeg")
        .containsEntry("CamelShmFrameWidth", WIDTH)
        .containsEntry("CamelShmFrameHeight", HEIGHT)
        .containsEntry("CamelShmFrameChannels", 3)
        .containsEntry("CamelShmFrameType", 16)
        .containsEntry("CamelShmFrameStride", WIDTH * 3)
        .containsEntry("CamelShmFramePixelFormat", "BGR24")
        .containsEntry("CamelShmFrameTimestamp", 1_234L);
  }

  @Test
  void shouldSayThatAGreyFileIsGrey() throws Exception {
    Map<String, Object> headers =
        passed(new JpegDataFormat().grey(true), true, SomePictures.bgr(), SIZE)
            .getMessage()
            .getHeaders();

    assertThat(headers)
        .containsEntry("CamelShmFrameChannels", 1)
        .containsEntry("CamelShmFrameType", 0)
        .containsEntry("CamelShmFrameStride", WIDTH)
        .containsEntry("CamelShmFramePixelFormat", "GRAY8");
  }

  /** A picture of one colour in each format, by the formulas of BT.601 from 16 to 235. */
  @ParameterizedTest
  @CsvSource({"YUYV", "NV12", "I420"})
  void shouldEncodeFormatsOfBrightnessAndColour(PixelFormat format) throws Exception {
    byte[] pixels = yuv(format, 145, 54, 34);
    Map<String, Object> said =
        Map.of(
            "CamelShmFrameWidth",
            WIDTH,
            "CamelShmFrameHeight",
            HEIGHT,
            "CamelShmFramePixelFormat",
            format.name());
    byte[] bgr = decodedElsewhere(encoded(pixels, said));

    // Y 145, U 54, V 34 is pure green.
    for (int i = 0; i < bgr.length; i += 3) {
      assertThat(bgr[i] & 0xFF).as("blue").isLessThan(12);
      assertThat(bgr[i + 1] & 0xFF).as("green").isGreaterThan(243);
      assertThat(bgr[i + 2] & 0xFF).as("red").isLessThan(12);
    }
  }

  private static byte[] yuv(PixelFormat format, int y, int u, int v) {
    int luma = WIDTH * HEIGHT;
    byte[] pixels = new byte[format == PixelFormat.YUYV ? luma * 2 : luma / 2 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          (byte)
              switch (format) {
                case YUYV -> i % 2 == 0 ? y : i % 4 == 1 ? u : v;
                case NV12 -> i < luma ? y : i % 2 == 0 ? u : v;
                default -> i < luma ? y : i < luma + luma / 4 ? u : v;
              };
    }
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({"YUYV", "NV12", "I420"})
  void shouldEncodeWhiteAsWhiteGrey(PixelFormat format) throws Exception {
    FrameView white =
        FrameView.of(
            FrameGeometry.picture(WIDTH, HEIGHT, format),
            ByteBuffer.wrap(yuv(format, 235, 128, 128)));
    byte[] file =
        passed(new JpegDataFormat().grey(true), true, white, Map.of())
            .getMessage()
            .getBody(byte[].class);
    BufferedImage image = javax.imageio.ImageIO.read(new ByteArrayInputStream(file));

    assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(image.getRaster().getSample(5, 5, 0)).isGreaterThan(252);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"UINT8"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldRefuseValuesThatAreNotOfEightBits(ElementType element) {
    boolean known = element.ordinal() < 8;
    FrameGeometry geometry =
        known ? FrameGeometry.picture(8, 4, 3, element) : FrameGeometry.tensor(element, 4, 8, 3);
    FrameView frame = FrameView.of(geometry, ByteBuffer.allocate((int) geometry.bytes()));

    assertThatThrownBy(() -> encoded(frame, Map.of()))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining(element.text())
        .hasMessageContaining("expected a picture in GRAY8, BGR24");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void shouldRefuseChannelsThatMeanNothing(int channels) {
    FrameView frame =
        FrameView.of(FrameGeometry.of8Bit(8, 4, channels), ByteBuffer.allocate(32 * channels));

    assertThatThrownBy(() -> encoded(frame, Map.of()))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("8 x 4 x " + channels)
        .hasMessageContaining("cannot be a JPEG");
  }

  @Test
  void shouldRefuseATensorAndPlainBytes() {
    for (FrameGeometry geometry :
        List.of(FrameGeometry.tensor(ElementType.UINT8, 4, 8), FrameGeometry.bytes(32))) {
      FrameView frame = FrameView.of(geometry, ByteBuffer.allocate(32));
      assertThatThrownBy(() -> encoded(frame, Map.of()))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining(geometry.toString());
    }
  }

  @Test
  void shouldRefuseASideThatJpegDoesNotHave() {
    FrameView frame = FrameView.of(FrameGeometry.of8Bit(65_501, 1, 1), ByteBuffer.allocate(65_501));

    assertThatThrownBy(() -> encoded(frame, Map.of()))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("65501 x 1")
        .hasMessageContaining("up to 65500");
  }

  @Test
  void shouldSayWhatItGotWhereItIsNoFrame() {
    assertThatThrownBy(() -> encoded("a string", Map.of()))
        .isInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("shmframeJpeg: expected byte[]")
        .hasStackTraceContaining("java.lang.String");
    assertThatThrownBy(() -> encoded(new byte[96], Map.of()))
        .isInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("CamelShmFrameWidth");
    assertThatThrownBy(() -> encoded(new byte[95], SIZE))
        .isInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("has 9216 bytes");
  }

  @Test
  void shouldLeaveTheMessageWhereItFails() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(PictureException.class).handled(true).process(JpegTest.this::keep);
            from("direct:in").unmarshal().custom("shmframeJpeg");
          }
        });
    context
        .createProducerTemplate()
        .sendBodyAndHeader("direct:in", new byte[10], "Content-Type", "image/jpeg");

    assertThat(last().bytes()).isEqualTo(new byte[10]);
    assertThat(last().header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(last().header("CamelShmFrameEncoding")).isNull();
  }

  private FrameView decoded(Object body) throws Exception {
    return passed(new JpegDataFormat(), false, body, Map.of())
        .getMessage()
        .getBody(FrameView.class);
  }

  @Test
  void shouldDecodeBytesStreamsBuffersAndFiles() throws Exception {
    byte[] file = SomePictures.file("jpg");
    Path onDisk = Files.write(folder.resolve("picture.jpg"), file);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").unmarshal().custom("shmframeJpeg").convertBodyTo(byte[].class);
          }
        });
    ProducerTemplate template = context.createProducerTemplate();
    for (Object body :
        List.of(file, new ByteArrayInputStream(file), ByteBuffer.wrap(file), onDisk.toFile())) {
      SomePictures.assertClose(
          template.requestBody("direct:in", body, byte[].class), SomePictures.bgr());
    }
  }

  @Test
  void shouldSayWhatTheFrameIsAndNothingOfTheFile() throws Exception {
    Map<String, Object> said =
        Map.of(
            "Content-Type", "image/jpeg",
            "CamelShmFrameWidth", 5,
            "CamelShmFrameShape", "2x2",
            "CamelShmFrameEncoding", "jpeg");
    Exchange exchange = passed(new JpegDataFormat(), false, SomePictures.file("jpg"), said);

    assertThat(exchange.getMessage().getBody()).isInstanceOf(FrameView.class);
    assertThat(exchange.getMessage().getHeaders())
        .doesNotContainKeys("Content-Type", "CamelShmFrameShape")
        .containsEntry("CamelShmFrameEncoding", "raw")
        .containsEntry("CamelShmFrameWidth", WIDTH)
        .containsEntry("CamelShmFrameHeight", HEIGHT)
        .containsEntry("CamelShmFrameChannels", 3)
        .containsEntry("CamelShmFrameType", 16)
        .containsEntry("CamelShmFrameStride", WIDTH * 3)
        .containsEntry("CamelShmFramePixelFormat", "BGR24");
  }

  @Test
  void shouldDecodeForWhoeverConvertsIt() throws Exception {
    for (Class<?> type :
        List.of(
            byte[].class, ByteBuffer.class, InputStream.class, BufferedImage.class, Mat.class)) {
      FrameView frame = decoded(SomePictures.file("jpg"));
      Object converted = context.getTypeConverter().mandatoryConvertTo(type, frame);
      byte[] bytes = new byte[WIDTH * HEIGHT * 3];
      if (converted instanceof Mat mat) {
        mat.data().get(bytes);
        mat.close();
      } else if (converted instanceof BufferedImage image) {
        bytes = context.getTypeConverter().mandatoryConvertTo(byte[].class, bgr(image));
      } else {
        bytes = context.getTypeConverter().mandatoryConvertTo(byte[].class, converted);
      }
      SomePictures.assertClose(bytes, SomePictures.bgr());
    }
  }

  private FrameView bgr(BufferedImage image) {
    return context.getTypeConverter().convertTo(FrameView.class, image);
  }

  @Test
  void shouldNotTurnAPictureAsItsCameraWasHeld() throws Exception {
    byte[] file = SomePictures.file("jpg");
    byte[] exif = {
      -1,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      6,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] turned = new byte[file.length + exif.length];
    System.arraycopy(file, 0, turned, 0, 2);
    System.arraycopy(exif, 0, turned, 2, exif.length);
    System.arraycopy(file, 2, turned, 2 + exif.length, file.length - 2);
    FrameView frame = decoded(turned);
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    frame.copyTo(ByteBuffer.wrap(pixels));

    SomePictures.assertClose(pixels, SomePictures.bgr());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101, -1})
  void shouldNameTheRangeOfTheQuality(int quality) {
    assertThatThrownBy(() -> new JpegDataFormat().quality(quality))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quality is " + quality + ": expected 1 to 100");
  }

  @Test
  void shouldNameTheKindsOfSubsampling() {
    assertThatThrownBy(() -> new JpegDataFormat().subsampling("4:2:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("subsampling is 4:2:1: expected one of 4:2:0, 4:2:2, 4:4:4, 4:4:0, 4:1:1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5, Integer.MAX_VALUE})
  void shouldNameTheRangeOfMaxBytes(int maxBytes) {
    assertThatThrownBy(() -> new JpegDataFormat().maxBytes(maxBytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxBytes is " + maxBytes + ": expected 1 to 2147483639");
  }

  @Test
  void shouldHaveTheDefaultsThatItsPageNames() {
    JpegDataFormat format = new JpegDataFormat();

    assertThat(format.getQuality()).isEqualTo(90);
    assertThat(format.getSubsampling()).isEqualTo("4:2:0");
    assertThat(format.isGrey()).isFalse();
    assertThat(format.isStraight()).isTrue();
    assertThat(format.getMaxBytes()).isEqualTo(256 * 1024 * 1024);
  }

  @Test
  void shouldSayThatItIsNotStarted() {
    org.apache.camel.support.DefaultExchange exchange =
        new org.apache.camel.support.DefaultExchange(context);

    assertThatThrownBy(() -> new JpegDataFormat().unmarshal(exchange, SomePictures.file("jpg")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shmframeJpeg is not started");
  }

  @Test
  void shouldGiveOnePictureToTwoExchanges() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in")
                .unmarshal()
                .custom("shmframeJpeg")
                .multicast()
                .parallelProcessing()
                .to("seda:one", "seda:two");
            from("seda:one").convertBodyTo(byte[].class).process(JpegTest.this::keep);
            from("seda:two").convertBodyTo(byte[].class).process(JpegTest.this::keep);
          }
        });
    context.createProducerTemplate().sendBody("direct:in", SomePictures.file("jpg"));
    untilGot(2);

    SomePictures.assertClose(got.get(0).bytes(), SomePictures.bgr());
    assertThat(got.get(1).bytes()).isEqualTo(got.get(0).bytes());
  }

  @Test
  void shouldRefuseAnEmptyMat() throws Exception {
    try (Mat empty = new Mat();
        Mat dot = new Mat(1, 1, 0, new Scalar(7, 0, 0, 0))) {
      assertThatThrownBy(() -> encoded(empty, Map.of()))
          .isInstanceOf(InvalidPayloadException.class)
          .hasStackTraceContaining("A Mat without elements");
      assertThat(encoded(dot, Map.of())).startsWith(0xFF, 0xD8);
    }
  }

  @Test
  void shouldTellTheErrorHandlerAndGoOn() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").unmarshal().custom("shmframeJpeg").convertBodyTo(byte[].class);
          }
        });
    ProducerTemplate template = context.createProducerTemplate();

    assertThatThrownBy(() -> template.requestBody("direct:in", new byte[100]))
        .isInstanceOf(CamelExecutionException.class)
        .hasCauseInstanceOf(PictureException.class);
    SomePictures.assertClose(
        template.requestBody("direct:in", SomePictures.file("jpg"), byte[].class),
        SomePictures.bgr());
  }
}
