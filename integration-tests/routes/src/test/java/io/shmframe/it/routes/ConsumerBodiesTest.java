// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumerBodiesTest extends RouteTest {

  @Test
  void shouldDeliverBytesWithEveryHeader() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1_763_696_400_123L, 7);
      consume("");
      untilGot(1);
    }

    assertThat(last().bytes()).hasSize(96).containsOnly(7);
    assertThat(last().headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("CamelShmFrameSegment", name),
                Map.entry("CamelShmFrameWidth", 8),
                Map.entry("CamelShmFrameHeight", 4),
                Map.entry("CamelShmFrameChannels", 3),
                Map.entry("CamelShmFrameType", 16),
                Map.entry("CamelShmFramePixelFormat", "BGR24"),
                Map.entry("CamelShmFrameStride", 24),
                Map.entry("CamelShmFrameTimestamp", 1_763_696_400_123L),
                Map.entry("CamelShmFrameTimestampNanos", 1_763_696_400_123_000_000L),
                Map.entry("CamelShmFrameMissed", 0L),
                Map.entry("CamelShmFrameTorn", 0L),
                Map.entry("CamelShmFrameEncoding", "raw"),
                Map.entry("CamelShmFrameCopies", 1),
                Map.entry(Exchange.MESSAGE_TIMESTAMP, 1_763_696_400_123L)));
  }

  @ParameterizedTest
  @CsvSource({"1, GRAY8, 0", "2, , 8", "3, BGR24, 16", "4, BGRA, 24"})
  void shouldNameThePixelFormat(int channels, String format, int type) throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, channels, 1, 7);
      consume("");
      untilGot(1);
    }

    assertThat(last().header("CamelShmFramePixelFormat")).isEqualTo(format);
    assertThat(last().header("CamelShmFrameType")).isEqualTo(type);
  }

  @Test
  void shouldLendTheFrameWithoutACopyAndEndTheLoanWithTheExchange() throws Exception {
    List<Object> seen = new ArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 5, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=frame"))
                  .process(
                      e -> {
                        FrameView view = e.getIn().getBody(FrameView.class);
                        seen.add(view.pixels().get(95));
                        seen.add(view.pixels().isDirect());
                        seen.add(view.intact());
                      })
                  .process(ConsumerBodiesTest.this::keep);
            }
          });
      untilGot(1);
      FrameView view = (FrameView) last().body();

      assertThat(seen).containsExactly((byte) 7, true, true);
      assertThat(last().header("CamelShmFrameCopies")).isEqualTo(0);
      until(
          () -> {
            try {
              view.pixels();
              return false;
            } catch (IllegalStateException e) {
              return true;
            }
          });
      assertThatThrownBy(view::intact).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldDeliverAMatAndFreeItWithTheExchange() throws Exception {
    List<Object> seen = new ArrayList<>();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 5, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("bodyType=mat"))
                  .process(
                      e -> {
                        Mat mat = e.getIn().getBody(Mat.class);
                        seen.add(mat.cols() + "x" + mat.rows() + " type " + mat.type());
                        seen.add(mat.ptr(3, 7).get(2));
                      })
                  .process(ConsumerBodiesTest.this::keep);
            }
          });
      untilGot(1);

      assertThat(seen).containsExactly("8x4 type 16", (byte) 7);
      assertThat(last().header("CamelShmFrameCopies")).isEqualTo(1);
      until(((Mat) last().body())::isNull);
    }
  }

  @Test
  void shouldDeliverEachBodyInMemoryOfItsOwn() throws Exception {
    try (RawSegment segment = segment()) {
      consume("");
      for (int i = 1; i <= 5; i++) {
        segment.frame(8, 4, 3, i, i);
        untilGot(i);
      }
    }

    for (int i = 0; i < 5; i++) {
      assertThat(got.get(i).bytes()).containsOnly(i + 1);
    }
  }
}
