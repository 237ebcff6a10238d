// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertersTest extends RouteTest {

  /** The first pixel's blue, green and red, by the way of each type. */
  private static List<Integer> firstPixel(Object body) throws Exception {
    byte[] bgr = new byte[3];
    if (body instanceof byte[] bytes) {
      System.arraycopy(bytes, 0, bgr, 0, 3);
    } else if (body instanceof ByteBuffer buffer) {
      buffer.get(buffer.position(), bgr);
    } else if (body instanceof InputStream stream) {
      assertThat(stream.read(bgr)).isEqualTo(3);
    } else if (body instanceof BufferedImage image) {
      int rgb = image.getRGB(0, 0);
      bgr = new byte[] {(byte) rgb, (byte) (rgb >> 8), (byte) (rgb >> 16)};
    } else if (body instanceof Mat mat) {
      mat.ptr(0, 0).get(bgr);
    } else if (body instanceof Frame frame) {
      ((ByteBuffer) frame.image[0]).get(0, bgr);
    } else if (body instanceof FrameView view) {
      view.pixels().get(0, bgr);
    } else {
      throw new AssertionError(body);
    }
    return List.of((int) bgr[0], (int) bgr[1], (int) bgr[2]);
  }

  static List<Class<?>> types() {
    return List.of(
        byte[].class,
        ByteBuffer.class,
        InputStream.class,
        BufferedImage.class,
        Mat.class,
        Frame.class,
        FrameView.class);
  }

  private static byte[] pixels() {
    byte[] pixels = new byte[96];
    for (int i = 0; i < 96; i += 3) {
      pixels[i] = 11;
      pixels[i + 1] = 22;
      pixels[i + 2] = 33;
    }
    return pixels;
  }

  private void assertConverts(String bodyType, Class<?> type) throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, pixels());
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              onException(Exception.class).process(ConvertersTest.this::keepError);
              from(uri("bodyType=" + bodyType))
                  .convertBodyTo(type)
                  .process(
                      e -> {
                        assertThat(e.getIn().getBody()).isInstanceOf(type);
                        seen.add(firstPixel(e.getIn().getBody()));
                      });
            }
          });
      until(() -> !seen.isEmpty() || !errors.isEmpty());
    }
    assertThat(errors).isEmpty();
    assertThat(seen).containsExactly(List.of(11, 22, 33));
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldConvertALoan(Class<?> type) throws Exception {
    assertConverts("frame", type);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldConvertBytes(Class<?> type) throws Exception {
    assertConverts("bytes", type);
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldConvertAMat(Class<?> type) throws Exception {
    assertConverts("mat", type);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void shouldMakePicturesOfEveryFormatThatHasOne(int channels) throws Exception {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, channels, 1, filled(32 * channels, 0x44));
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=frame"))
                  .convertBodyTo(BufferedImage.class)
                  .process(
                      e ->
                          seen.add(
                              e.getIn()
                                  .getBody(BufferedImage.class)
                                  .getRaster()
                                  .getSample(7, 3, 0)));
            }
          });
      until(() -> !seen.isEmpty());
    }
    assertThat(seen).containsExactly(0x44);
  }

  @Test
  void shouldFailToConvertALoanThatWasOverwritten() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              onException(Exception.class).handled(true).process(ConvertersTest.this::keepError);
              from(uri("bodyType=frame"))
                  .process(e -> segment.header(8, 4, 3, 2, 0))
                  .convertBodyTo(byte[].class)
                  .process(ConvertersTest.this::keep);
            }
          });
      until(() -> !errors.isEmpty());
    }
    assertThat(errors.get(0)).hasRootCauseInstanceOf(TornFrameException.class);
    assertThat(got).isEmpty();
  }

  @Test
  void shouldLeaveBytesAloneThatNobodyCallsAFrame() throws Exception {
    context.start();

    assertThat(context.getTypeConverter().convertTo(BufferedImage.class, new byte[96])).isNull();
    assertThat(context.getTypeConverter().convertTo(Mat.class, new byte[96])).isNull();
  }

  @Test
  void shouldLeaveBytesAloneWhoseHeadersLackTheChannels() throws Exception {
    context.start();
    org.apache.camel.Exchange exchange = context.getEndpoint("direct:x").createExchange();
    exchange.getMessage().setHeader("CamelShmFrameWidth", 8);
    exchange.getMessage().setHeader("CamelShmFrameHeight", 4);

    assertThat(context.getTypeConverter().convertTo(BufferedImage.class, exchange, new byte[96]))
        .isNull();
  }

  @Test
  void shouldLeaveBytesAloneWhoseLengthIsAnother() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").convertBodyTo(BufferedImage.class);
          }
        });

    assertThatThrownBy(
            () ->
                context
                    .createProducerTemplate()
                    .sendBodyAndHeaders(
                        "direct:in",
                        new byte[95],
                        Map.of(
                            "CamelShmFrameWidth", 8,
                            "CamelShmFrameHeight", 4,
                            "CamelShmFrameChannels", 3)))
        .hasStackTraceContaining("BufferedImage");
  }

  @Test
  void shouldMakeAMatOfAPicture() throws Exception {
    context.start();
    BufferedImage image = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x21_16_0B);

    try (Mat mat = context.getTypeConverter().mandatoryConvertTo(Mat.class, image)) {
      assertThat(firstPixel(mat)).containsExactly(11, 22, 33);
    }
  }
}
