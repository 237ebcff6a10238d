// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a consumer tells a frame that it has not delivered before. */
class FreshnessTest extends RouteTest {

  /** A flag and nothing else: width, height, channels, valid. */
  private static final String FLAG = "width:i32,height:i32,channels:i32,valid:i32";

  private static final int DATA = 16;

  private String described(String layout, String more) {
    return "shmframe:"
        + name
        + "?layout="
        + layout
        + "&directory="
        + folder
        + "&reattachInterval=20ms&bridgeErrorHandler=true"
        + more;
  }

  private void consume(String layout, String more) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(FreshnessTest.this::keepError);
            from(described(layout, more)).routeId("frames").process(FreshnessTest.this::keep);
          }
        });
  }

  private SharedBytes shared(int bytes) {
    return new SharedBytes(path(), DATA + bytes);
  }

  private static void flagged(SharedBytes segment, int width, int height, byte[] pixels) {
    segment.putInt(12, 0).putInt(0, width).putInt(4, height).putInt(8, 1).put(DATA, pixels);
    segment.putInt(12, 1);
  }

  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "frame", "array"})
  void shouldTellAFrameByItsContentWhereTheHeaderSaysNothing(String body) throws Exception {
    try (SharedBytes segment = shared(32)) {
      flagged(segment, 8, 4, filled(32, 1));
      consume(FLAG, "&bodyType=" + body);
      untilGot(1);
      flagged(segment, 8, 4, filled(32, 1));
      pause();
      assertThat(got).as("the same frame written again").hasSize(1);
      flagged(segment, 8, 4, filled(32, 2));
      untilGot(2);
    }
    assertThat(last().headers())
        .doesNotContainKeys("CamelShmFrameTimestamp", "CamelShmFrameSequence");
    assertThat(last().header("CamelShmFrameMissed")).isEqualTo(0L);
  }

  @Test
  void shouldNoticeOneByteInALargeFrame() throws Exception {
    int side = 2048;
    byte[] pixels = filled(side * side, 1);
    try (SharedBytes segment = shared(side * side)) {
      flagged(segment, side, side, pixels);
      consume(FLAG, "");
      untilGot(1);
      for (int place : new int[] {0, side * side - 1, 16 * 1024, side * side / 2 + 1}) {
        int before = got.size();
        pixels[place]++;
        flagged(segment, side, side, pixels);
        untilGot(before + 1);
        assertThat(last().bytes()[place]).isEqualTo(pixels[place]);
      }
    }
  }

  @Test
  void shouldNoticeAnotherSizeOfTheSameBytes() throws Exception {
    try (SharedBytes segment = shared(32)) {
      flagged(segment, 8, 4, filled(32, 1));
      consume(FLAG, "");
      untilGot(1);
      flagged(segment, 4, 4, filled(16, 1));
      untilGot(2);
    }
    assertThat(last().bytes()).hasSize(16);
  }

  @Test
  void shouldGoByTheContentWhereItIsToldTo() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("frameheader", "&freshness=content");
      untilGot(1);
      segment.frame(8, 4, 3, 2, 1);
      pause();
      assertThat(got).as("another stamp, the same content").hasSize(1);
      segment.frame(8, 4, 3, 2, 2);
      untilGot(2);
    }
  }

  @Test
  void shouldGoByTheHeaderWhereItIsToldTo() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("frameheader", "&freshness=header");
      untilGot(1);
      segment.frame(8, 4, 3, 1, 2);
      pause();
      assertThat(got).as("the same stamp, another content").hasSize(1);
      segment.frame(8, 4, 3, 2, 2);
      untilGot(2);
    }
  }

  @Test
  void shouldDeliverWhatIsThereAgainAndAgainWhereItIsToldTo() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("frameheader", "&freshness=none&pollInterval=5ms");
      untilGot(5);
    }
    assertThat(last().bytes()).containsOnly(1);
    assertThat(last().header("CamelShmFrameMissed")).isEqualTo(0L);
  }

  @Test
  void shouldRefuseToGoByAHeaderThatSaysNothing() {
    assertThatThrownBy(() -> context.getEndpoint(described("imginf", "&freshness=header")))
        .hasStackTraceContaining("Option freshness")
        .hasStackTraceContaining("neither a stamp nor a counter");
  }

  @Test
  void shouldCountByTheHeadersOwnCounter() throws Exception {
    String layout = "width:u16,height:u16,channels:u8,_:3,sequence:u8,_:7";
    try (SharedBytes segment = shared(32)) {
      consume(layout, "");
      segment.memory().putShort(0, (short) 8).putShort(2, (short) 4).put(4, (byte) 1);
      pause();
      assertThat(got).as("a counter of 0 is that of a new segment").isEmpty();
      int[] numbers = {1, 2, 5, 250, 255, 0, 3};
      long[] missed = {0, 0, 2, 0, 4, 0, 2};
      for (int i = 0; i < numbers.length; i++) {
        segment.put(DATA, filled(32, i + 1));
        segment.memory().put(8, (byte) numbers[i]);
        untilGot(i + 1);
        assertThat(last().header("CamelShmFrameSequence")).isEqualTo((long) numbers[i]);
        assertThat(last().header("CamelShmFrameMissed"))
            .as("at %d", numbers[i])
            .isEqualTo(missed[i]);
      }
    }
  }

  @Test
  void shouldFollowASeqlock() throws Exception {
    String layout = "seqlock:u32,width:i32,height:i32,channels:i32";
    try (SharedBytes segment = shared(32)) {
      consume(layout, "");
      segment.putInt(0, 1).putInt(4, 8).putInt(8, 4).putInt(12, 1).put(DATA, filled(32, 7));
      pause();
      assertThat(got).as("odd: it is being written").isEmpty();
      segment.putInt(0, 2);
      untilGot(1);
      segment.putInt(0, 3);
      segment.put(DATA, filled(32, 8));
      pause();
      assertThat(got).hasSize(1);
      segment.putInt(0, 8);
      untilGot(2);
    }
    assertThat(last().bytes()).containsOnly(8);
    assertThat(last().header("CamelShmFrameSequence")).isEqualTo(4L);
    assertThat(last().header("CamelShmFrameMissed")).isEqualTo(2L);
  }

  @ParameterizedTest
  @CsvSource({
    "imginf, 12",
    "'sequence:u32,width:i32,height:i32,channels:i32', 16",
    "'width:i32,height:i32,channels:i32,timestampMs:i64', 20"
  })
  void shouldTakeTheZerosOfANewSegmentForNoFrame(String layout, int data) throws Exception {
    try (SharedBytes segment = new SharedBytes(path(), data + 64)) {
      consume(layout, "");
      pause();

      assertThat(got).isEmpty();
      assertThat(errors).isEmpty();
      assertThat(segment.getInt(0)).isZero();
    }
  }

  @Test
  void shouldTakeABlackFrameThatAFlagVouchesFor() throws Exception {
    try (SharedBytes segment = shared(32)) {
      flagged(segment, 8, 4, filled(32, 0));
      consume(FLAG, "");
      untilGot(1);
    }
    assertThat(last().bytes()).containsOnly(0);
  }

  @Test
  void shouldSayThatAFlagIsNone() throws Exception {
    try (SharedBytes segment = shared(32)) {
      flagged(segment, 8, 4, filled(32, 1));
      segment.putInt(12, 255);
      consume(FLAG, "");
      until(() -> !errors.isEmpty());
      assertThat(errors.get(0)).hasMessageContaining("valid=255").hasMessageContaining(name);

      flagged(segment, 8, 4, filled(32, 1));
      untilGot(1);
    }
  }

  @Test
  void shouldCountByTheSeqlockWhereThereIsANarrowerCounterBesideIt() throws Exception {
    String layout = "seqlock:u64,width:i32,height:i32,channels:i32,sequence:u8";
    try (SharedBytes segment = new SharedBytes(path(), 21 + 32)) {
      consume(layout, "");
      segment.putInt(8, 8).putInt(12, 4).putInt(16, 1).put(21, filled(32, 1));
      segment.memory().putLong(0, 2);
      untilGot(1);
      segment.memory().putLong(0, 2 + 2 * 201);
      untilGot(2);
    }
    assertThat(last().header("CamelShmFrameMissed")).isEqualTo(200L);
  }

  /** What Python's {@code time.time()} gives. */
  @Test
  void shouldTakeAndGiveSeconds() throws Exception {
    String layout = "width:i32,height:i32,channels:i32,_:4,timestampS:f64";
    try (SharedBytes segment = new SharedBytes(path(), 24 + 32)) {
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:in").to(described(layout, ""));
              from(described(layout, "")).process(FreshnessTest.this::keep);
            }
          });
      segment.putInt(0, 8).putInt(4, 4).putInt(8, 1).put(24, filled(32, 1));
      segment.memory().putDouble(16, 1_763_696_400.25);
      untilGot(1);
      assertThat(last().header("CamelShmFrameTimestamp")).isEqualTo(1_763_696_400_250L);

      context
          .createProducerTemplate()
          .sendBodyAndHeaders(
              "direct:in",
              filled(32, 2),
              java.util.Map.of(
                  "CamelShmFrameWidth", 8,
                  "CamelShmFrameHeight", 4,
                  "CamelShmFrameChannels", 1,
                  "CamelShmFrameTimestamp", 1_763_696_500_500L));
      assertThat(segment.memory().getDouble(16)).isEqualTo(1_763_696_500.5);
    }
  }

  @Test
  void shouldCountFromTheBeginningInANewSegment() throws Exception {
    String layout = "width:i32,height:i32,channels:i32,sequence:u32";
    try (SharedBytes old = shared(32)) {
      old.putInt(0, 8).putInt(4, 4).putInt(8, 1).put(DATA, filled(32, 1)).putInt(12, 900);
      consume(layout, "");
      untilGot(1);
    }
    Files.delete(path());
    try (SharedBytes fresh = shared(32)) {
      fresh.putInt(0, 8).putInt(4, 4).putInt(8, 1).put(DATA, filled(32, 2)).putInt(12, 1);
      untilGot(2);
    }
    assertThat(last().header("CamelShmFrameMissed")).isEqualTo(0L);
    ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute("frames").getConsumer();
    assertThat(consumer.counters().reattached()).isEqualTo(1);
  }

  /** The header of imginf stays as it is, so only the content shows that a loan was overwritten. */
  @Test
  void shouldTellThatALoanWithoutAFlagWasOverwritten() throws Exception {
    try (SharedBytes segment = new SharedBytes(path(), 12 + 32)) {
      segment.putInt(0, 8).putInt(4, 4).putInt(8, 0).put(12, filled(32, 1));
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(described("imginf", "&bodyType=frame"))
                  .process(
                      exchange -> {
                        FrameView loan = (FrameView) exchange.getIn().getBody();
                        assertThat(loan.intact()).isTrue();
                        ByteBuffer copy = ByteBuffer.allocate(32);
                        loan.copyTo(copy);
                        assertThat(copy.array()).containsOnly(1);
                        segment.put(12 + 31, new byte[] {9});
                        assertThat(loan.intact()).isFalse();
                        assertThatThrownBy(() -> loan.copyTo(ByteBuffer.allocate(32)))
                            .isInstanceOf(TornFrameException.class);
                        keep(exchange);
                      })
                  .stop();
            }
          });
      untilGot(1);
    }
  }
}
