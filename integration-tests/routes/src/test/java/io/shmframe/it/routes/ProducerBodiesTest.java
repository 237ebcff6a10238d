// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerBodiesTest extends RouteTest {

  private static final String SIZE = "width=8&height=4&channels=3";

  private void assertWritten(int width, int height, int channels) {
    ByteBuffer file = RawSegment.read(path());
    assertThat(file.getInt(0)).isEqualTo(width);
    assertThat(file.getInt(4)).isEqualTo(height);
    assertThat(file.getInt(8)).isEqualTo(channels);
    assertThat(file.getInt(20)).isEqualTo(1);
  }

  @Test
  void shouldWriteBytes() throws Exception {
    produce(SIZE).sendBody("direct:in", filled(96, 7));

    assertWritten(8, 4, 3);
    assertThat(RawSegment.pixels(path())).hasSize(96).containsOnly(7);
  }

  @Test
  void shouldWriteABufferFromItsPositionAndLeaveItThere() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(200);
    for (int i = 50; i < 146; i++) {
      buffer.put(i, (byte) 7);
    }
    buffer.position(50).limit(146);
    produce(SIZE).sendBody("direct:in", buffer);

    assertThat(RawSegment.pixels(path())).containsOnly(7);
    assertThat(buffer.position()).isEqualTo(50);
  }

  @Test
  void shouldWriteAFrameViewWithItsOwnSizeAndStamp() throws Exception {
    FrameView view =
        FrameView.of(
            FrameGeometry.of8Bit(6, 2, 1), 6, 5_000_000_000L, ByteBuffer.wrap(filled(12, 3)));
    produce("").sendBody("direct:in", view);

    assertWritten(6, 2, 1);
    assertThat(RawSegment.read(path()).getLong(12)).isEqualTo(5_000);
  }

  @Test
  void shouldWriteAMat() throws Exception {
    try (Mat mat = new Mat(4, 8, opencv_core.CV_8UC3, new Scalar(7, 7, 7, 0))) {
      produce("").sendBody("direct:in", mat);
    }

    assertWritten(8, 4, 3);
    assertThat(RawSegment.pixels(path())).containsOnly(7);
  }

  @Test
  void shouldWriteAPartOfAMatWithoutTheRest() throws Exception {
    try (Mat whole = new Mat(20, 20, opencv_core.CV_8UC3, new Scalar(1, 1, 1, 0));
        Mat part = new Mat(whole, new Rect(5, 5, 8, 4))) {
      part.put(new Scalar(7, 7, 7, 0));
      assertThat(part.isContinuous()).isFalse();
      produce("").sendBody("direct:in", part);
    }

    assertWritten(8, 4, 3);
    assertThat(RawSegment.pixels(path())).hasSize(96).containsOnly(7);
  }

  @Test
  void shouldRefuseAMatOfSixteenBitsWhereTheHeaderCannotSayIt() throws Exception {
    ProducerTemplate template = produce("");
    try (Mat mat = new Mat(4, 8, opencv_core.CV_16UC1)) {
      assertThatThrownBy(() -> template.sendBody("direct:in", mat))
          .rootCause()
          .hasMessageContaining("uint16");
    }
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldSayWhyAMatCannotBeTaken() throws Exception {
    ProducerTemplate template = produce("");
    try (Mat empty = new Mat()) {
      assertThatThrownBy(() -> template.sendBody("direct:in", empty))
          .hasCauseInstanceOf(InvalidPayloadException.class)
          .hasStackTraceContaining("A Mat without elements");
    }
  }

  @Test
  void shouldWriteAStream() throws Exception {
    produce(SIZE).sendBody("direct:in", new ByteArrayInputStream(filled(96, 7)));

    assertThat(RawSegment.pixels(path())).containsOnly(7);
  }

  @Test
  void shouldWriteAStreamThatGivesOneByteAtATime() throws Exception {
    InputStream slow =
        new InputStream() {
          private int left = 96;

          @Override
          public int read() {
            return left-- > 0 ? 7 : -1;
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            int value = read();
            if (value < 0) {
              return -1;
            }
            bytes[from] = (byte) value;
            return 1;
          }
        };
    context.setStreamCaching(false);
    produce(SIZE).sendBody("direct:in", slow);

    assertThat(RawSegment.pixels(path())).hasSize(96).containsOnly(7);
  }

  @Test
  void shouldWriteAFile() throws Exception {
    Path file = Files.write(folder.resolve("frame.raw"), filled(96, 7));
    produce(SIZE).sendBody("direct:in", file.toFile());

    assertThat(RawSegment.pixels(path())).containsOnly(7);
  }

  @Test
  void shouldWriteWhatTheFileComponentReads() throws Exception {
    Path inbox = Files.createDirectory(folder.resolve("inbox"));
    Files.write(inbox.resolve("frame.raw"), filled(96, 7));
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("file:" + inbox).to(uri(SIZE)).process(ProducerBodiesTest.this::keep);
          }
        });
    untilGot(1);

    assertThat(RawSegment.pixels(path())).containsOnly(7);
  }

  @ParameterizedTest
  @CsvSource({"TYPE_3BYTE_BGR, 3", "TYPE_BYTE_GRAY, 1", "TYPE_INT_RGB, 3", "TYPE_4BYTE_ABGR, 3"})
  void shouldWritePictures(String type, int channels) throws Exception {
    BufferedImage image = new BufferedImage(8, 4, BufferedImage.class.getField(type).getInt(null));
    for (int i = 0; i < 32; i++) {
      if (channels == 1) {
        image.getRaster().setSample(i % 8, i / 8, 0, 0x33);
      } else {
        image.setRGB(i % 8, i / 8, 0xFF_11_22_33);
      }
    }
    produce("").sendBody("direct:in", image);

    assertWritten(8, 4, channels);
    byte[] pixels = RawSegment.pixels(path());
    assertThat(pixels[0]).isEqualTo((byte) 0x33);
    if (channels == 3) {
      assertThat(pixels[1]).isEqualTo((byte) 0x22);
      assertThat(pixels[95]).isEqualTo((byte) 0x11);
    }
  }

  @Test
  void shouldWriteAPartOfAPicture() throws Exception {
    BufferedImage whole = new BufferedImage(20, 20, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage part = whole.getSubimage(5, 5, 8, 4);
    for (int i = 0; i < 32; i++) {
      part.setRGB(i % 8, i / 8, 0xFF_07_07_07);
    }
    produce("").sendBody("direct:in", part);

    assertWritten(8, 4, 3);
    assertThat(RawSegment.pixels(path())).hasSize(96).containsOnly(7);
  }

  @Test
  void shouldSayWhatItGotWhereItCannotTakeIt() throws Exception {
    ProducerTemplate template = produce(SIZE);

    assertThatThrownBy(() -> template.sendBody("direct:in", "a string"))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("java.lang.String");
    assertThatThrownBy(() -> template.sendBody("direct:in", 42))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("java.lang.Integer");
    assertThatThrownBy(() -> template.sendBody("direct:in", null))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("no body");
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"95", "97", "0"})
  void shouldNameBothLengthsAndKeepTheLastFrame(int length) throws Exception {
    ProducerTemplate template = produce(SIZE);
    template.sendBody("direct:in", filled(96, 7));
    Path file = Files.write(folder.resolve("frame.raw"), filled(length, 8));

    for (Object body :
        new Object[] {
          filled(length, 8),
          ByteBuffer.allocate(length),
          new ByteArrayInputStream(filled(length, 8)),
          file.toFile()
        }) {
      assertThatThrownBy(() -> template.sendBody("direct:in", body))
          .hasCauseInstanceOf(InvalidPayloadException.class)
          .hasStackTraceContaining("has 96 bytes")
          .hasStackTraceContaining("" + length);
    }
    assertWritten(8, 4, 3);
    assertThat(RawSegment.pixels(path())).containsOnly(7);
  }

  @ParameterizedTest
  @CsvSource({"bytes", "frame", "mat"})
  void shouldCopyOneSegmentToAnother(String bodyType) throws Exception {
    byte[] pixels = new byte[96];
    new java.util.Random(5).nextBytes(pixels);
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1_234, pixels);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=" + bodyType))
                  .to(uri(name + "-copy", ""))
                  .process(ProducerBodiesTest.this::keep);
            }
          });
      untilGot(1);
    }
    Path copy = folder.resolve(name + "-copy");

    assertThat(RawSegment.pixels(copy)).isEqualTo(pixels);
    assertThat(RawSegment.read(copy).getLong(12)).as("the stamp goes along").isEqualTo(1_234);
  }
}
