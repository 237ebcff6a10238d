// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.camel.ShmFrameConstants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real C++ and Python processes at the other end of {@code layout=imginf}: OpenCV's types, and four
 * cameras in one segment. The layout has no flag, so these writers pause, and the readers look
 * twice.
 */
@Timeout(300)
class ImgInfPeersTest {

  private static final int FRAMES = 25;

  /**
   * The layout has no flag: a writer that a busy machine keeps from its processor in the middle of
   * a frame leaves a torn one, which no reader can tell. How seldom, {@link TornModesTest}
   * measures. Here most must be right: where an offset or a type is wrong, all are.
   */
  private static final int MAY_BE_TORN = FRAMES / 2;

  /** A camera of four: its stream, and what it writes there. */
  private record Camera(int stream, int type, int width, int height) {

    static final List<Camera> FOUR =
        List.of(
            new Camera(0, 16, 640, 404),
            new Camera(1, 0, 320, 240),
            new Camera(2, 6, 352, 288),
            new Camera(3, 21, 160, 120));

    NumberedFrames frames() {
      return new NumberedFrames(bytes(type, width, height), 1, 1);
    }

    String uri(Segment segment) {
      return ImgInfPeersTest.uri(segment, "&streams=4&stream=" + stream);
    }

    Peer writer(Segment segment) {
      return writer(segment, 4);
    }

    Peer writer(Segment segment, int streams) {
      return Peer.cpp(
          "imginf_writer",
          segment.name(),
          "--stream",
          "" + stream,
          "--streams",
          "" + streams,
          "--type",
          "" + type,
          "--width",
          "" + width,
          "--height",
          "" + height,
          "--fps",
          "30");
    }

    String[] readerArguments(Segment segment) {
      return new String[] {
        segment.name(),
        "--stream",
        "" + stream,
        "--frames",
        "" + FRAMES,
        "--seconds",
        "120",
        "--check",
        "numbered"
      };
    }

    Map<String, Object> headers() {
      return Map.of(
          ShmFrameConstants.WIDTH, width,
          ShmFrameConstants.HEIGHT, height,
          ShmFrameConstants.TYPE, type);
    }

    void assertRead(Peer reader) {
      reader.exitCode();
      Matcher said =
          Pattern.compile("frames=(\\d+) wrong=(\\d+) width=(\\d+) height=(\\d+) type=(\\d+)")
              .matcher(reader.lastLine());
      assertThat(said.matches()).as(reader.output()).isTrue();
      assertThat(said.group(1)).isEqualTo("" + FRAMES);
      assertThat(Integer.parseInt(said.group(2))).isLessThanOrEqualTo(MAY_BE_TORN);
      assertThat(List.of(said.group(3), said.group(4), said.group(5)))
          .containsExactly("" + width, "" + height, "" + type);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16, 640, 404",
    "0, 640, 404",
    "6, 640, 404",
    "2, 640, 404",
    "21, 480, 320",
    "16, 1920, 1080"
  })
  void shouldReadWhatACppProgramWrites(int type, int width, int height) {
    Camera camera = new Camera(0, type, width, height);
    FrameChecker checker = new FrameChecker(camera.frames());
    AtomicReference<List<Object>> said = new AtomicReference<>();
    try (Segment segment = new Segment();
        Peer writer = camera.writer(segment, 1);
        Routes route =
            Routes.consuming(
                uri(segment, ""),
                exchange -> {
                  Map<String, Object> headers = exchange.getIn().getHeaders();
                  said.set(
                      Arrays.asList(
                          headers.get(ShmFrameConstants.TYPE),
                          headers.get(ShmFrameConstants.CHANNELS),
                          headers.get(ShmFrameConstants.WIDTH),
                          headers.get(ShmFrameConstants.HEIGHT)));
                  checker.process(exchange);
                })) {
      awaitFrames(checker, writer);
      assertThat(route.consumer().counters().delivered()).isGreaterThanOrEqualTo(FRAMES);
    }
    assertThat(said.get()).containsExactly(type, (type >> 3) + 1, width, height);
    assertRight(checker);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 640, 404",
    "0, 640, 404",
    "6, 640, 404",
    "2, 640, 404",
    "21, 480, 320",
    "16, 1920, 1080"
  })
  void shouldWriteWhatACppProgramReads(int type, int width, int height) {
    Camera camera = new Camera(0, type, width, height);
    try (Segment segment = new Segment();
        Peer reader = Peer.cpp("imginf_reader", camera.readerArguments(segment))) {
      assertPeerReads(segment, camera, reader);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16, 640, 404",
    "0, 640, 404",
    "6, 640, 404",
    "2, 640, 404",
    "21, 480, 320",
    "16, 1920, 1080"
  })
  void shouldWriteWhatAPythonProgramReads(int type, int width, int height) {
    Camera camera = new Camera(0, type, width, height);
    try (Segment segment = new Segment();
        Peer reader = Peer.python("imginf_reader", camera.readerArguments(segment))) {
      assertPeerReads(segment, camera, reader);
    }
  }

  @Test
  void shouldReadFourStreamsOfOneSegmentAtOnce() {
    List<AutoCloseable> open = new ArrayList<>();
    List<FrameChecker> checkers = new ArrayList<>();
    try (Segment segment = new Segment()) {
      try {
        List<Peer> writers = new ArrayList<>();
        for (Camera camera : Camera.FOUR) {
          FrameChecker checker = new FrameChecker(camera.frames());
          checkers.add(checker);
          open.add(Routes.consuming(camera.uri(segment), checker));
        }
        for (Camera camera : Camera.FOUR) {
          Peer writer = camera.writer(segment);
          writers.add(writer);
          open.add(writer);
        }
        for (FrameChecker checker : checkers) {
          writers.forEach(writer -> awaitFrames(checker, writer));
        }
      } finally {
        closeAll(open);
      }
    }
    checkers.forEach(ImgInfPeersTest::assertRight);
  }

  @Test
  void shouldWriteFourStreamsOfOneSegmentAtOnce() {
    List<AutoCloseable> open = new ArrayList<>();
    try (Segment segment = new Segment()) {
      try {
        List<Peer> readers = new ArrayList<>();
        List<ProducerTemplate> templates = new ArrayList<>();
        List<NumberedFrames> frames = new ArrayList<>();
        for (Camera camera : Camera.FOUR) {
          String[] arguments = camera.readerArguments(segment);
          Peer reader =
              camera.stream() % 2 == 0
                  ? Peer.cpp("imginf_reader", arguments)
                  : Peer.python("imginf_reader", arguments);
          readers.add(reader);
          open.add(reader);
          Routes route = Routes.producing(camera.uri(segment));
          open.add(route);
          templates.add(route.template());
          frames.add(camera.frames());
        }
        for (long number = 1; readers.stream().anyMatch(Peer::alive); number++) {
          for (Camera camera : Camera.FOUR) {
            templates
                .get(camera.stream())
                .sendBodyAndHeaders(
                    "direct:frames", frames.get(camera.stream()).frame(number), camera.headers());
          }
          pause();
        }
        Camera.FOUR.forEach(camera -> camera.assertRead(readers.get(camera.stream())));
      } finally {
        closeAll(open);
      }
    }
  }

  private static String uri(Segment segment, String more) {
    return "shmframe:" + segment.name() + "?layout=imginf" + more;
  }

  private static int bytes(int type, int width, int height) {
    int[] depths = {1, 1, 2, 2, 4, 4, 8, 2};
    return width * height * ((type >> 3) + 1) * depths[type & 7];
  }

  private static void assertPeerReads(Segment segment, Camera camera, Peer reader) {
    NumberedFrames frames = camera.frames();
    try (Routes route = Routes.producing(uri(segment, ""))) {
      ProducerTemplate template = route.template();
      for (long number = 1; reader.alive(); number++) {
        template.sendBodyAndHeaders("direct:frames", frames.frame(number), camera.headers());
        pause();
      }
    }
    camera.assertRead(reader);
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
  }

  private static void awaitFrames(FrameChecker checker, Peer writer) {
    await()
        .atMost(Duration.ofSeconds(120))
        .failFast("the writer must live", writer::requireAlive)
        .until(() -> checker.accepted() >= FRAMES);
  }

  private static void assertRight(FrameChecker checker) {
    assertThat(checker.accepted()).isGreaterThanOrEqualTo(FRAMES);
    assertThat(checker.wrong()).isLessThanOrEqualTo(MAY_BE_TORN);
    assertThat(checker.notNewer()).isLessThanOrEqualTo(MAY_BE_TORN);
  }

  private static void closeAll(List<AutoCloseable> open) {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
