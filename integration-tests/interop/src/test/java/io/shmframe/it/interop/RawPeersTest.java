// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameConstants;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Colour images out, processed ones back, with {@code layout=raw}: nothing but pixels in two
 * regions, and a C++ program at the other end.
 */
@Timeout(300)
class RawPeersTest {

  static final int WIDTH = 640;
  static final int HEIGHT = 404;
  private static final int ROUNDS = 100;

  /** As in {@link ImgInfPeersTest}: nothing guards the picture of a writer that loses its core. */
  private static final int MAY_BE_TORN = ROUNDS / 10;

  @ParameterizedTest(name = "{0} channel(s)")
  @ValueSource(ints = {1, 3})
  void shouldAnswerACppProgram(int channels) {
    try (Segment segment = new Segment();
        Routes route = Routes.consuming(consumer(segment), exchange -> answer(exchange, channels));
        Peer client =
            Peer.cpp(
                "raw_client",
                segment.name(),
                "--width",
                "" + WIDTH,
                "--height",
                "" + HEIGHT,
                "--rounds",
                "" + ROUNDS,
                "--answer-channels",
                "" + channels)) {
      assertThat(client.exitCode()).as(client.output()).isZero();
      assertThat(client.lastLine()).isEqualTo("rounds=" + ROUNDS + " wrong=0");
      assertThat(route.consumer().counters().delivered()).isGreaterThanOrEqualTo(ROUNDS);
    }
  }

  @ParameterizedTest(name = "{0} channel(s)")
  @ValueSource(ints = {1, 3})
  void shouldGetTheAnswersOfACppProgram(int channels) {
    NumberedFrames images = new NumberedFrames(WIDTH, HEIGHT, 3);
    try (Segment segment = new Segment();
        Peer server =
            Peer.cpp(
                "raw_server",
                segment.name(),
                "--width",
                "" + WIDTH,
                "--height",
                "" + HEIGHT,
                "--seconds",
                "120",
                "--answer-channels",
                "" + channels);
        Routes route =
            Routes.producing(
                "shmframe:"
                    + segment.name()
                    + "?layout=raw&type=16&width="
                    + WIDTH
                    + "&height="
                    + HEIGHT
                    + "&requestTimeout=10s&answerType="
                    + (channels == 1 ? 0 : 16))) {
      ProducerTemplate template = route.template();
      int wrong = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        byte[] image = images.frame(round);
        byte[] answer = template.requestBody("direct:frames", image, byte[].class);
        if (!Arrays.equals(answer, processed(image, channels))) {
          wrong++;
          // Until the rest of it is there, so that it is not taken for the next one.
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
      }
      // The layout has no flag: an answer whose writer was held up in the middle looks complete.
      assertThat(wrong).as(server.output()).isLessThanOrEqualTo(MAY_BE_TORN);
    }
  }

  /** Role B. */
  static String consumer(Segment segment) {
    return "shmframe:"
        + segment.name()
        + "?layout=raw&type=16&width="
        + WIDTH
        + "&height="
        + HEIGHT
        + "&exchangePattern=InOut";
  }

  /** The step of a route in role B. */
  static void answer(Exchange exchange, int channels) {
    byte[] image = exchange.getIn().getBody(byte[].class);
    exchange.getMessage().setBody(processed(image, channels));
    exchange.getMessage().removeHeaders("CamelShmFrame*");
    exchange.getMessage().setHeader(ShmFrameConstants.WIDTH, WIDTH);
    exchange.getMessage().setHeader(ShmFrameConstants.HEIGHT, HEIGHT);
    exchange.getMessage().setHeader(ShmFrameConstants.TYPE, channels == 1 ? 0 : 16);
  }

  /** As raw.hpp has it: grey, which is a third of the size, or inverted. */
  static byte[] processed(byte[] bgr, int channels) {
    byte[] answer = new byte[bgr.length / 3 * channels];
    for (int i = 0; i < answer.length; i++) {
      answer[i] =
          channels == 1
              ? (byte)
                  (((bgr[3 * i] & 0xFF) + (bgr[3 * i + 1] & 0xFF) + (bgr[3 * i + 2] & 0xFF)) / 3)
              : (byte) (255 - (bgr[i] & 0xFF));
    }
    return answer;
  }
}
