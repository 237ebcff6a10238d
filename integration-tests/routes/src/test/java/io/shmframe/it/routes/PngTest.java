// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.it.routes.SomePictures.HEIGHT;
import static io.shmframe.it.routes.SomePictures.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.PictureException;
import io.shmframe.camel.opencv.PngDataFormat;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data format shmframePng: bodies, headers, options, errors. */
class PngTest extends RouteTest {

  private static final Map<String, Object> SIZE =
      Map.of(
          "CamelShmFrameWidth", WIDTH, "CamelShmFrameHeight", HEIGHT, "CamelShmFrameChannels", 3);

  private ProducerTemplate routes(PngDataFormat format) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:encode")
                .marshal(format)
                .process(PngTest.this::keep)
                .convertBodyTo(byte[].class);
            from("direct:decode")
                .unmarshal(format)
                .process(PngTest.this::keep)
                .convertBodyTo(byte[].class);
          }
        });
    return context.createProducerTemplate();
  }

  private static byte[] encoded(ProducerTemplate template, Object body, Map<String, Object> said) {
    return template.requestBodyAndHeaders("direct:encode", body, said, byte[].class);
  }

  private static byte[] decoded(ProducerTemplate template, Object body) {
    return template.requestBody("direct:decode", body, byte[].class);
  }

  @Test
  void shouldEncodeEveryBodyWithoutALoss() throws Exception {
    ProducerTemplate template = routes(new PngDataFormat());
    byte[] bgr = SomePictures.bgr();
    Path file = Files.write(folder.resolve("frame.raw"), bgr);
    FrameView frame =
        FrameView.of(FrameGeometry.of8Bit(WIDTH, HEIGHT, 3), ByteBuffer.wrap(bgr.clone()));
    try (Mat mat = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3)) {
      mat.data().put(bgr);
      for (Object body :
          List.of(
              bgr,
              ByteBuffer.wrap(bgr),
              new ByteArrayInputStream(bgr),
              file.toFile(),
              frame,
              mat,
              SomePictures.image())) {
        byte[] png = encoded(template, body, SIZE);

        assertThat(javax.imageio.ImageIO.read(new ByteArrayInputStream(png)).getRGB(9, 7))
            .isEqualTo(SomePictures.image().getRGB(9, 7));
        assertThat(decoded(template, png)).isEqualTo(bgr);
      }
    }
  }

  @Test
  void shouldDecodeWhatImageIoWrote() throws Exception {
    assertThat(decoded(routes(new PngDataFormat()), SomePictures.file("png")))
        .isEqualTo(SomePictures.bgr());
  }

  @Test
  void shouldSayWhatTheFileIs() throws Exception {
    encoded(routes(new PngDataFormat()), SomePictures.bgr(), SIZE);

    assertThat(last().headers())
        .containsEntry("Content-Type", "image/png")
        .containsEntry("CamelShmFrameEncoding", "png")
        .containsEntry("CamelShmFrameWidth", WIDTH)
        .containsEntry("CamelShmFrameChannels", 3)
        .containsEntry("CamelShmFramePixelFormat", "BGR24");
  }

  @Test
  void shouldSayWhatTheFrameIs() throws Exception {
    ProducerTemplate template = routes(new PngDataFormat());
    template.requestBodyAndHeader(
        "direct:decode", SomePictures.file("png"), "Content-Type", "image/png");

    assertThat(last().headers())
        .doesNotContainKey("Content-Type")
        .containsEntry("CamelShmFrameEncoding", "raw")
        .containsEntry("CamelShmFrameHeight", HEIGHT)
        .containsEntry("CamelShmFrameType", 16);
  }

  private static short[] depths(int channels) {
    short[] values = new short[WIDTH * HEIGHT * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i * 257 + 3);
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void shouldPassSixteenBits(int channels) throws Exception {
    ProducerTemplate template = routes(new PngDataFormat());
    short[] values = depths(channels);
    Map<String, Object> said =
        Map.of(
            "CamelShmFrameWidth", WIDTH,
            "CamelShmFrameHeight", HEIGHT,
            "CamelShmFrameChannels", channels,
            "CamelShmFrameDtype", "uint16");
    byte[] png = encoded(template, values, said);
    assertThat(last().header("CamelShmFrameType")).isEqualTo((channels - 1) * 8 + 2);

    assertThat(decoded(template, png)).isEqualTo(Values.memory(values));
    assertThat(last().header("CamelShmFrameType")).isEqualTo((channels - 1) * 8 + 2);
    assertThat(
            javax.imageio.ImageIO.read(new ByteArrayInputStream(png))
                .getRaster()
                .getSample(1, 0, 0))
        .as("red of the second pixel")
        .isEqualTo(values[channels + (channels == 1 ? 0 : 2)] & 0xFFFF);
  }

  @Test
  void shouldEncodeSixteenBitsAsGrey() throws Exception {
    ProducerTemplate template = routes(new PngDataFormat().grey(true));
    short[] values = new short[WIDTH * HEIGHT * 3];
    java.util.Arrays.fill(values, (short) 40_000);
    Map<String, Object> said =
        Map.of(
            "CamelShmFrameWidth", WIDTH,
            "CamelShmFrameHeight", HEIGHT,
            "CamelShmFrameType", 18);
    byte[] png = encoded(template, values, said);

    assertThat(last().header("CamelShmFrameType")).isEqualTo(2);
    short[] grey = new short[WIDTH * HEIGHT];
    java.util.Arrays.fill(grey, (short) 40_000);
    assertThat(decoded(template, png)).isEqualTo(Values.memory(grey));
  }

  @Test
  void shouldRefuseOtherValues() throws Exception {
    ProducerTemplate template = routes(new PngDataFormat());
    for (FrameGeometry geometry :
        List.of(
            FrameGeometry.picture(8, 4, 1, ElementType.INT16),
            FrameGeometry.picture(8, 4, 3, ElementType.FLOAT32),
            FrameGeometry.picture(8, 4, 2, ElementType.UINT16),
            FrameGeometry.of8Bit(8, 4, 2),
            FrameGeometry.tensor(ElementType.UINT16, 4, 8))) {
      FrameView frame = FrameView.of(geometry, ByteBuffer.allocate((int) geometry.bytes()));

      assertThatThrownBy(() -> encoded(template, frame, Map.of()))
          .hasCauseInstanceOf(PictureException.class)
          .hasStackTraceContaining(geometry.toString())
          .hasStackTraceContaining("or of uint16 with 1, 3 or 4 channels");
    }
  }

  @Test
  void shouldRefuseASideThatPngDoesNotHave() throws Exception {
    ProducerTemplate template = routes(new PngDataFormat());
    FrameView frame =
        FrameView.of(FrameGeometry.of8Bit(1, 1_000_001, 1), ByteBuffer.allocate(1_000_001));

    assertThatThrownBy(() -> encoded(template, frame, Map.of()))
        .hasStackTraceContaining("up to 1000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 10})
  void shouldNameTheRangeOfTheCompression(int compression) {
    assertThatThrownBy(() -> new PngDataFormat().compression(compression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("compression is " + compression + ": expected 0 to 9");
  }

  @Test
  void shouldHaveTheDefaultsThatItsPageNames() {
    PngDataFormat format = new PngDataFormat();

    assertThat(format.getCompression()).isEqualTo(1);
    assertThat(format.isGrey()).isFalse();
    assertThat(format.isStraight()).isTrue();
    assertThat(format.getMaxBytes()).isEqualTo(256 * 1024 * 1024);
  }
}
