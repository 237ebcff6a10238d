// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.it.routes.SomePictures.HEIGHT;
import static io.shmframe.it.routes.SomePictures.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.camel.opencv.PictureException;
import io.shmframe.camel.opencv.PngDataFormat;
import io.shmframe.frame.TornFrameException;
import java.nio.file.Path;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.DataFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures from one segment to another. */
class PicturesTest extends RouteTest {

  private Path copy() {
    return folder.resolve(name + "-copy");
  }

  private RawSegment room() {
    return new RawSegment(path(), WIDTH * HEIGHT * 3);
  }

  private void pass(DataFormat format, String bodyType) throws Exception {
    try (RawSegment segment = room()) {
      segment.frame(WIDTH, HEIGHT, 3, 1_234, SomePictures.bgr());
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=" + bodyType))
                  .marshal(format)
                  .unmarshal(format)
                  .to(uri(name + "-copy", ""))
                  .process(PicturesTest.this::keep);
            }
          });
      untilGot(1);
    }
    assertThat(RawSegment.read(copy()).getLong(12)).as("the stamp goes along").isEqualTo(1_234);
    assertThat(RawSegment.read(copy()).getInt(20)).as("valid").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"bytes,true", "frame,true", "mat,true", "bytes,false", "frame,false", "mat,false"})
  void shouldPassFramesAsJpeg(String bodyType, boolean straight) throws Exception {
    pass(new JpegDataFormat().straight(straight), bodyType);

    SomePictures.assertClose(RawSegment.pixels(copy()), SomePictures.bgr());
  }

  @ParameterizedTest
  @CsvSource({"bytes,true", "frame,true", "mat,true", "bytes,false", "frame,false", "mat,false"})
  void shouldPassFramesAsPng(String bodyType, boolean straight) throws Exception {
    pass(new PngDataFormat().straight(straight), bodyType);

    assertThat(RawSegment.pixels(copy())).isEqualTo(SomePictures.bgr());
  }

  /** A segment whose frames cannot be withdrawn, and one whose rows have gaps. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "layout=width:i32,height:i32,type:i32&capacity=9216",
        "layout=width:i32,height:i32,type:i32&stride=200&capacity=9600"
      })
  void shouldDecodeToOtherLayouts(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in")
                .unmarshal()
                .custom("shmframePng")
                .to("shmframe:" + name + "?directory=" + folder + "&" + options);
          }
        });
    context.createProducerTemplate().sendBody("direct:in", SomePictures.file("png"));
    int stride = options.contains("stride") ? 200 : WIDTH * 3;
    byte[] file = java.nio.file.Files.readAllBytes(path());

    for (int y = 0; y < HEIGHT; y++) {
      assertThat(java.util.Arrays.copyOfRange(file, 12 + y * stride, 12 + y * stride + WIDTH * 3))
          .isEqualTo(
              java.util.Arrays.copyOfRange(SomePictures.bgr(), y * WIDTH * 3, (y + 1) * WIDTH * 3));
    }
  }

  @Test
  void shouldNotEncodeALoanThatWasOverwritten() throws Exception {
    try (RawSegment segment = room()) {
      segment.frame(WIDTH, HEIGHT, 3, 1, SomePictures.bgr());
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              onException(Exception.class).handled(true).process(PicturesTest.this::keepError);
              from(uri("bodyType=frame"))
                  .process(e -> segment.header(WIDTH, HEIGHT, 3, 2, 0))
                  .marshal()
                  .custom("shmframeJpeg")
                  .process(PicturesTest.this::keep);
            }
          });
      until(() -> !errors.isEmpty());
    }
    assertThat(errors.get(0)).isInstanceOf(TornFrameException.class);
    assertThat(got).isEmpty();
  }

  @Test
  void shouldSurviveALoanWhoseSegmentIsCut() throws Exception {
    try (RawSegment segment = new RawSegment(path(), 1920 * 1080 * 3)) {
      segment.frame(1920, 1080, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              onException(Exception.class).handled(true).process(PicturesTest.this::keepError);
              from(uri("bodyType=frame"))
                  .process(e -> segment.truncate(5_000))
                  .marshal()
                  .custom("shmframeJpeg")
                  .process(PicturesTest.this::keep);
            }
          });
      until(() -> !errors.isEmpty());
    }
    assertThat(errors.get(0)).isInstanceOf(TornFrameException.class);
    assertThat(got).isEmpty();
  }

  /** Whole by its markers, but without what its picture is coded by. */
  private static byte[] undecodable() {
    byte[] file = SomePictures.file("jpg");
    for (int i = 0; i < file.length - 1; i++) {
      int marker = file[i] == -1 ? file[i + 1] & 0xFF : 0;
      if (marker == 0xDB || marker == 0xC4) {
        file[i + 1] = (byte) 0xE5;
      }
    }
    return file;
  }

  private ProducerTemplate decodeToSegment(boolean straight) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(PictureException.class).process(PicturesTest.this::keepError);
            from("direct:in").unmarshal(new JpegDataFormat().straight(straight)).to(uri(""));
            from(uri("")).process(PicturesTest.this::keep);
          }
        });
    return context.createProducerTemplate();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellTheErrorHandlerOfABrokenPictureAndShowReadersTheNext(boolean straight)
      throws Exception {
    ProducerTemplate template = decodeToSegment(straight);
    template.sendBody("direct:in", SomePictures.file("jpg"));
    untilGot(1);
    for (byte[] broken : new byte[][] {undecodable(), new byte[50]}) {
      assertThatThrownBy(() -> template.sendBody("direct:in", broken))
          .hasRootCauseInstanceOf(PictureException.class);
    }
    assertThat(errors).hasSize(2).allMatch(e -> e.getMessage().contains("JPEG"));
    template.sendBody("direct:in", SomePictures.file("jpg"));
    untilGot(2);

    SomePictures.assertClose(last().bytes(), SomePictures.bgr());
  }

  @ParameterizedTest
  @CsvSource({"true,0", "false,1"})
  void shouldKeepTheLastFrameOnlyWhereItIsNotDecodedOntoIt(boolean straight, int valid)
      throws Exception {
    ProducerTemplate template = decodeToSegment(straight);
    template.sendBody("direct:in", SomePictures.file("jpg"));
    assertThatThrownBy(() -> template.sendBody("direct:in", undecodable()))
        .hasRootCauseInstanceOf(PictureException.class);

    assertThat(RawSegment.read(path()).getInt(20)).isEqualTo(valid);
    if (!straight) {
      SomePictures.assertClose(RawSegment.pixels(path()), SomePictures.bgr());
    }
  }

  @Test
  void shouldKeepTheLastFrameWhereAPictureIsCut() throws Exception {
    ProducerTemplate template = decodeToSegment(true);
    byte[] file = SomePictures.file("jpg");
    template.sendBody("direct:in", file);
    assertThatThrownBy(
            () -> template.sendBody("direct:in", java.util.Arrays.copyOf(file, file.length / 2)))
        .hasRootCauseInstanceOf(PictureException.class);

    assertThat(RawSegment.read(path()).getInt(20)).isEqualTo(1);
  }

  @Test
  void shouldDecodeWhatTheFileComponentReads() throws Exception {
    Path inbox = java.nio.file.Files.createDirectory(folder.resolve("inbox"));
    java.nio.file.Files.write(inbox.resolve("picture.png"), SomePictures.file("png"));
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("file:" + inbox)
                .unmarshal()
                .custom("shmframePng")
                .to(uri(""))
                .process(PicturesTest.this::keep);
          }
        });
    untilGot(1);

    assertThat(RawSegment.pixels(path())).isEqualTo(SomePictures.bgr());
  }

  @Test
  void shouldWriteWhatTheFileComponentIsToWrite() throws Exception {
    Path outbox = folder.resolve("outbox");
    try (RawSegment segment = room()) {
      segment.frame(WIDTH, HEIGHT, 3, 1, SomePictures.bgr());
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=frame"))
                  .marshal()
                  .custom("shmframePng")
                  .to("file:" + outbox + "?fileName=frame.png")
                  .process(PicturesTest.this::keep);
            }
          });
      untilGot(1);
    }
    java.awt.image.BufferedImage image =
        javax.imageio.ImageIO.read(outbox.resolve("frame.png").toFile());

    assertThat(image.getRGB(20, 30)).isEqualTo(SomePictures.image().getRGB(20, 30));
  }
}
