// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.camel.ShmFrameConstants;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real C++ and Python processes at the other end of a route, with no library but their language's
 * own.
 */
@Timeout(300)
class PeersTest {

  private static final int FRAMES = 40;

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080", "3840, 2160"})
  void shouldReadWhatACppProgramWrites(int width, int height) {
    try (Segment segment = new Segment();
        Peer writer = Peer.cppWriter(writerArguments(segment, width, height))) {
      assertRouteReads(segment, writer, width, height);
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080", "3840, 2160"})
  void shouldReadWhatAPythonProgramWrites(int width, int height) {
    try (Segment segment = new Segment();
        Peer writer = Peer.pythonWriter(writerArguments(segment, width, height))) {
      assertRouteReads(segment, writer, width, height);
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080", "3840, 2160"})
  void shouldWriteWhatACppProgramReads(int width, int height) {
    try (Segment segment = new Segment();
        Peer reader = Peer.cppReader(readerArguments(segment))) {
      assertPeerReads(segment, reader, width, height);
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080", "3840, 2160"})
  void shouldWriteWhatAPythonProgramReads(int width, int height) {
    try (Segment segment = new Segment();
        Peer reader = Peer.pythonReader(readerArguments(segment))) {
      assertPeerReads(segment, reader, width, height);
    }
  }

  private static String[] writerArguments(Segment segment, int width, int height) {
    return new String[] {
      segment.name(),
      "--width",
      "" + width,
      "--height",
      "" + height,
      "--fps",
      "30",
      "--pattern",
      "numbered"
    };
  }

  private static String[] readerArguments(Segment segment) {
    return new String[] {
      segment.name(), "--frames", "" + FRAMES, "--check", "numbered", "--seconds", "120"
    };
  }

  private static void assertRouteReads(Segment segment, Peer writer, int width, int height) {
    FrameChecker checker = new FrameChecker(new NumberedFrames(width, height, 3));
    try (Routes route = Routes.consuming(segment.uri(""), checker)) {
      await()
          .atMost(Duration.ofSeconds(120))
          .failFast("the writer must live", writer::requireAlive)
          .until(() -> checker.accepted() >= FRAMES);
      assertThat(route.consumer().counters().delivered()).isGreaterThanOrEqualTo(FRAMES);
    }
    assertThat(checker.wrong()).isZero();
    assertThat(checker.notNewer()).isZero();
  }

  private static void assertPeerReads(Segment segment, Peer reader, int width, int height) {
    NumberedFrames frames = new NumberedFrames(width, height, 3);
    Map<String, Object> size =
        Map.of(
            ShmFrameConstants.WIDTH, width,
            ShmFrameConstants.HEIGHT, height,
            ShmFrameConstants.CHANNELS, 3);
    try (Routes route = Routes.producing(segment.uri("permissions=rw-rw-rw-"))) {
      ProducerTemplate template = route.template();
      for (long number = 1; reader.alive(); number++) {
        template.sendBodyAndHeaders("direct:frames", frames.frame(number), size);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    assertThat(reader.exitCode()).as(reader.output()).isZero();
    assertThat(reader.lastLine())
        .startsWith("frames=" + FRAMES + " wrong=0 ")
        .endsWith(" width=" + width + " height=" + height);
  }
}
