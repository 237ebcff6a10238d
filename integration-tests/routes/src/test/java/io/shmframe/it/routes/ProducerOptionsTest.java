// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameReader;
import io.shmframe.frame.Look;
import io.shmframe.frame.ReaderOptions;
import io.shmframe.layout.Preset;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class ProducerOptionsTest extends RouteTest {

  private static final String SIZE = "width=8&height=4&channels=3";
  private static final Map<String, Object> HEADERS =
      Map.of("CamelShmFrameWidth", 8, "CamelShmFrameHeight", 4, "CamelShmFrameChannels", 3);

  private long stamp() {
    return RawSegment.read(path()).getLong(12);
  }

  @Test
  void shouldTakeTheSizeFromHeaders() throws Exception {
    produce("").sendBodyAndHeaders("direct:in", filled(96, 7), HEADERS);

    assertThat(RawSegment.read(path()).getInt(0)).isEqualTo(8);
  }

  @Test
  void shouldTakeTheChannelsFromTheType() throws Exception {
    produce("")
        .sendBodyAndHeaders(
            "direct:in",
            filled(96, 7),
            Map.of("CamelShmFrameWidth", 8, "CamelShmFrameHeight", 4, "CamelShmFrameType", 16));

    assertThat(RawSegment.read(path()).getInt(8)).isEqualTo(3);
  }

  @Test
  void shouldRefuseATypeThatTheHeaderCannotSay() throws Exception {
    ProducerTemplate template = produce("");

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders(
                    "direct:in",
                    filled(128, 7),
                    Map.of(
                        "CamelShmFrameWidth", 8, "CamelShmFrameHeight", 4, "CamelShmFrameType", 5)))
        .hasStackTraceContaining("8 x 4 x 1 of float32")
        .hasStackTraceContaining("say it in the options");
  }

  @Test
  void shouldNameTheHeaderAndTheOptionThatAreMissing() throws Exception {
    ProducerTemplate template = produce("width=8&channels=3");

    assertThatThrownBy(() -> template.sendBody("direct:in", filled(96, 7)))
        .hasStackTraceContaining("CamelShmFrameHeight")
        .hasStackTraceContaining("option height");
  }

  @Test
  void shouldNameBothWhereHeadersAndOptionsDiffer() throws Exception {
    ProducerTemplate template = produce("width=9");

    assertThatThrownBy(() -> template.sendBodyAndHeaders("direct:in", filled(96, 7), HEADERS))
        .hasStackTraceContaining("width=8")
        .hasStackTraceContaining("width=9");
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldWriteTheStampOfTheHeader() throws Exception {
    produce(SIZE).sendBodyAndHeader("direct:in", filled(96, 7), "CamelShmFrameTimestamp", 123_456L);

    assertThat(stamp()).isEqualTo(123_456);
  }

  @Test
  void shouldGiveStampsThatAlwaysIncrease() throws Exception {
    ProducerTemplate template = produce(SIZE);
    List<Long> stamps = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      template.sendBody("direct:in", filled(96, 7));
      stamps.add(stamp());
    }
    long again = stamp();
    template.sendBodyAndHeader("direct:in", filled(96, 7), "CamelShmFrameTimestamp", again);

    assertThat(stamps).isSorted().doesNotHaveDuplicates();
    assertThat(stamp()).isEqualTo(again + 1);
  }

  @Test
  void shouldRefuseAStampThatIsNone() throws Exception {
    ProducerTemplate template = produce(SIZE);

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeader(
                    "direct:in", filled(96, 7), "CamelShmFrameTimestamp", -5L))
        .hasStackTraceContaining("-5");
  }

  @Test
  void shouldUseASegmentThatIsThere() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      produce(SIZE).sendBody("direct:in", filled(96, 7));
    }

    assertThat(Files.size(path())).as("it kept its size").isEqualTo(24 + 4096);
    assertThat(RawSegment.read(path()).get(24)).isEqualTo((byte) 7);
  }

  @Test
  void shouldSayWhatIsNeededWhereTheSegmentIsTooSmall() throws Exception {
    ProducerTemplate template = produce("");
    template.sendBodyAndHeaders("direct:in", filled(96, 7), HEADERS);

    assertThatThrownBy(
            () ->
                template.sendBodyAndHeaders(
                    "direct:in",
                    filled(960, 8),
                    Map.of(
                        "CamelShmFrameWidth", 80,
                        "CamelShmFrameHeight", 4,
                        "CamelShmFrameChannels", 3)))
        .hasStackTraceContaining("120 bytes")
        .hasStackTraceContaining("984");
    assertThat(RawSegment.pixels(path())).containsOnly(7);
  }

  @Test
  void shouldReplaceTheSegmentWhereItOwnsTheName() throws Exception {
    try (RawSegment old = segment()) {
      old.frame(8, 4, 3, 1, 1);
      produce("create=replace&" + SIZE).sendBody("direct:in", filled(96, 7));
    }

    assertThat(Files.size(path())).isEqualTo(24 + 96);
  }

  @Test
  void shouldCreateNothingWithNever() throws Exception {
    ProducerTemplate template = produce("create=never&" + SIZE);

    assertThatThrownBy(() -> template.sendBody("direct:in", filled(96, 7)))
        .hasStackTraceContaining("create=never");
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      template.sendBody("direct:in", filled(96, 7));
    }
    assertThat(RawSegment.read(path()).get(24)).isEqualTo((byte) 7);
  }

  @Test
  void shouldLeaveRoomForLargerFramesWithCapacity() throws Exception {
    produce("capacity=5000&" + SIZE).sendBody("direct:in", filled(96, 7));

    assertThat(Files.size(path())).isEqualTo(24 + 5000);
  }

  @Test
  void shouldCreateForItsOwnerOnlyUnlessToldOtherwise() throws Exception {
    produce(SIZE).sendBody("direct:in", filled(96, 7));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldCreateWithThePermissionsThatItIsTold() throws Exception {
    produce("permissions=rw-rw-r--&" + SIZE).sendBody("direct:in", filled(96, 7));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-rw-r--");
  }

  @Test
  void shouldKeepTheSegmentWhenTheRouteStopsUnlessToldOtherwise() throws Exception {
    produce(SIZE).sendBody("direct:in", filled(96, 7));
    context.stop();

    assertThat(path()).exists();
  }

  @Test
  void shouldRemoveTheSegmentWhenTheRouteStopsIfToldSo() throws Exception {
    produce("unlinkOnStop=true&" + SIZE).sendBody("direct:in", filled(96, 7));
    assertThat(path()).exists();
    context.getRouteController().stopRoute("in");

    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldMakeANewSegmentWhereItsOwnWasRemoved() throws Exception {
    ProducerTemplate template = produce(SIZE);
    template.sendBody("direct:in", filled(96, 7));
    Files.delete(path());
    until(
        () -> {
          template.sendBody("direct:in", filled(96, 8));
          return Files.exists(path());
        });

    assertThat(RawSegment.pixels(path())).containsOnly(8);
  }

  /** An interrupt closes a FileChannel for every thread; the writer must get itself a new one. */
  @Test
  void shouldWriteOnAfterAFrameOfAnInterruptedThread() throws Exception {
    ProducerTemplate template = produce(SIZE);
    template.sendBody("direct:in", filled(96, 1));
    Thread interrupted =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                template.sendBody("direct:in", filled(96, 2));
              } catch (RuntimeException e) {
                // Its own frame may be lost; what counts is the next one, of another thread.
              }
            });
    interrupted.start();
    interrupted.join();
    template.sendBody("direct:in", filled(96, 3));

    assertThat(RawSegment.pixels(path())).containsOnly(3);
    assertThat(RawSegment.read(path()).getInt(20)).isEqualTo(1);
  }

  @Test
  void shouldServeDynamicEndpoints() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").toD(uri("${header.camera}", SIZE));
          }
        });
    ProducerTemplate template = context.createProducerTemplate();
    template.sendBodyAndHeader("direct:in", filled(96, 1), "camera", name + "-1");
    template.sendBodyAndHeader("direct:in", filled(96, 2), "camera", name + "-2");

    assertThat(RawSegment.pixels(folder.resolve(name + "-1"))).containsOnly(1);
    assertThat(RawSegment.pixels(folder.resolve(name + "-2"))).containsOnly(2);
  }

  /**
   * Two routes to one endpoint, two threads each: they share its writer, or they would tear each
   * other's frames.
   */
  @Test
  void shouldLetRoutesAndThreadsTakeTurns() throws Exception {
    int bytes = 640 * 404 * 3;
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:a").to(uri("width=640&height=404&channels=3"));
            from("direct:b").to(uri("width=640&height=404&channels=3"));
          }
        });
    ProducerTemplate template = context.createProducerTemplate();
    template.sendBody("direct:a", filled(bytes, 1));
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      String route = i % 2 == 0 ? "direct:a" : "direct:b";
      byte[] frame = filled(bytes, i);
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 200; n++) {
                  template.sendBody(route, frame);
                  java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
              }));
    }
    threads.forEach(Thread::start);
    int frames = 0;
    try (FrameReader reader =
        new FrameReader(path(), Preset.FRAMEHEADER.layout(), ReaderOptions.defaults())) {
      byte[] copy = new byte[bytes];
      while (threads.stream().anyMatch(Thread::isAlive)) {
        if (reader.await(geometry -> ByteBuffer.wrap(copy), 10_000_000) == Look.FRAME) {
          frames++;
          assertThat(copy).isEqualTo(filled(bytes, copy[0]));
        }
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(frames).isGreaterThan(10);
  }
}
