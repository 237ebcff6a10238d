// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.TypeConversionException;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that a step has changed are what they are by now, not what their headers said before. */
class ChangedBodiesTest extends LayoutTest {

  /** Camel would take each byte for a number. */
  @ParameterizedTest
  @ValueSource(classes = {double[].class, int[].class, short[].class, long[].class})
  void shouldNotConvertBytesOfFloatsToAnArrayOfAnotherType(Class<?> wanted) throws Exception {
    write(bytes(20).putInt(0, 2).putInt(4, 1).putInt(8, 5).putFloat(12, 1).putFloat(16, 2));
    consume("imginf", "", e -> e.getIn().getBody(wanted));

    assertThat(firstError())
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("float32")
        .hasMessageContaining(wanted.getSimpleName());
  }

  @Test
  void shouldKeepRedAndBlueOfAPictureThatWasRgb() throws Exception {
    write(
        bytes(23)
            .putInt(0, 1)
            .putInt(4, 1)
            .put(8, "RGB24".getBytes(StandardCharsets.US_ASCII))
            .putInt(16, 1)
            .put(20, new byte[] {1, 2, 3}));
    copy(
        "width:i32,height:i32,format:char[8],sequence:u32",
        "",
        e -> e.getIn().setBody(e.getIn().getBody(BufferedImage.class)));

    assertThat(errors).isEmpty();
    boolean rgb = copied().get(8) == 'R';
    assertThat(part(copied(), 20, 3)).isEqualTo(rgb ? new byte[] {1, 2, 3} : new byte[] {3, 2, 1});
  }

  @ParameterizedTest
  @ValueSource(strings = {"NV12", "I420"})
  void shouldWriteACloneOfAPlanarMat(String format) throws Exception {
    write(
        bytes(68)
            .putInt(0, 8)
            .putInt(4, 4)
            .put(8, format.getBytes(StandardCharsets.US_ASCII))
            .putInt(16, 1)
            .put(20, counting(48, 1)));
    copy(
        "width:i32,height:i32,format:char[8],sequence:u32",
        "bodyType=mat",
        e -> e.getIn().setBody(e.getIn().getBody(Mat.class).clone()));

    assertThat(errors).isEmpty();
    assertThat(new String(part(copied(), 8, 4), StandardCharsets.US_ASCII)).isEqualTo(format);
    assertThat(copied().getInt(4)).isEqualTo(4);
  }

  @Test
  void shouldWriteTheConsumersMatAsWhatTheRouteMadeOfIt() throws Exception {
    write(bytes(108).putInt(0, 8).putInt(4, 4).putInt(8, opencv_core.CV_8UC3));
    write(12, bytes(96).put(0, filled(96, 7)));
    copy(
        "imginf",
        "bodyType=mat",
        e -> {
          Mat mat = e.getIn().getBody(Mat.class);
          opencv_imgproc.cvtColor(mat, mat, opencv_imgproc.COLOR_BGR2GRAY);
        });

    assertThat(errors).isEmpty();
    assertThat(copied().getInt(8)).isEqualTo(opencv_core.CV_8UC1);
    assertThat(part(copied(), 12, 32)).containsOnly(7);
  }

  @Test
  void shouldWriteTheConsumersMatIntoFrameheader() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 5, 7);
      copy(
          "frameheader",
          "bodyType=mat",
          e -> {
            Mat mat = e.getIn().getBody(Mat.class);
            opencv_imgproc.cvtColor(mat, mat, opencv_imgproc.COLOR_BGR2GRAY);
          });
    }

    assertThat(errors).isEmpty();
    assertThat(copied().getInt(8)).isEqualTo(1);
  }

  @Test
  void shouldWriteTheConsumersMatWithItsNewSides() throws Exception {
    write(bytes(108).putInt(0, 8).putInt(4, 4).putInt(8, opencv_core.CV_8UC3));
    write(12, bytes(96).put(0, counting(96, 1)));
    copy(
        "imginf",
        "bodyType=mat",
        e -> {
          Mat mat = e.getIn().getBody(Mat.class);
          opencv_core.transpose(mat, mat);
        });

    assertThat(errors).isEmpty();
    assertThat(List.of(copied().getInt(0), copied().getInt(4))).containsExactly(4, 8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1763696400121L, 1763696400122L, 1763696400123L, 1763696400129L})
  void shouldReadWholeMillisecondsOfFloatingPoint(long stamp) throws Exception {
    write(bytes(8 + 96).putDouble(0, stamp));
    consume("timestampMs:f64", "width=8&height=4&channels=3");

    assertThat(first().header("CamelShmFrameTimestamp")).isEqualTo(stamp);
    assertThat(last().header("CamelShmFrameTimestampNanos")).isEqualTo(stamp * 1_000_000);
  }

  @Test
  void shouldNameABeanThatIsNoLayout() {
    context.getRegistry().bind("mine", "a string");

    assertThatThrownBy(() -> context.getEndpoint(at("#mine", "channels=3")))
        .hasStackTraceContaining("mine")
        .hasStackTraceContaining("HeaderLayout");
  }
}
