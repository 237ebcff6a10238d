// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Headers as found in the wild, each at both ends: here by its description, there by a struct that
 * a C++ compiler lays out and that has never seen the description.
 */
@Timeout(120)
class DescriptionsTest {

  private static final String PEER = "described_peer";

  private record Frame(byte[] body, Map<String, Object> headers) {
    static Frame of(Message message) {
      return new Frame(message.getBody(byte[].class), new HashMap<>(message.getHeaders()));
    }
  }

  static List<Description> descriptions() {
    return Description.all();
  }

  @ParameterizedTest
  @MethodSource("descriptions")
  void shouldReadWhatAStructSays(Description description) throws Exception {
    BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    try (Segment segment = new Segment();
        Peer writer = Peer.testProgram(PEER, "write", segment.name(), description.name())) {
      writer.awaitLine("ready");
      try (Routes route =
          Routes.consuming(
              description.uri(segment) + "&freshness=auto",
              exchange -> frames.add(Frame.of(exchange.getIn())))) {
        Frame frame = frames.poll(30, TimeUnit.SECONDS);
        assertThat(frame)
            .as(() -> "a frame; the consumer has " + route.consumer().counters())
            .isNotNull();
        assertSoftly(
            softly -> {
              softly.assertThat(frame.body()).isEqualTo(description.payload());
              description
                  .expected()
                  .forEach(
                      (header, value) ->
                          softly
                              .assertThat(frame.headers().get(header))
                              .as(header)
                              .isEqualTo(value));
            });
        // In a handshake it ends when the status is 0 again.
        assertThat(writer.exitCode()).as("%s", writer.output()).isZero();
        assertThat(writer.lastLine()).isEqualTo(description.handshake() ? "taken" : "ready");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("descriptions")
  void shouldWriteWhatAStructSays(Description description) {
    try (Segment segment = new Segment();
        Routes route = Routes.producing(description.uri(segment))) {
      route
          .template()
          .sendBodyAndHeaders("direct:frames", description.payload(), description.message());
      try (Peer reader = Peer.testProgram(PEER, "read", segment.name(), description.name())) {
        int code = reader.exitCode();
        assertThat(reader.output()).isEqualTo("ok");
        assertThat(code).isZero();
      }
    }
  }

  /** A case that only one of the two knows would be shown by nobody. */
  @Test
  void shouldKnowTheSameCasesAtBothEnds() {
    try (Peer peer = Peer.testProgram(PEER, "list")) {
      assertThat(peer.exitCode()).as("%s", peer.output()).isZero();
      assertThat(peer.output().lines())
          .hasSizeGreaterThanOrEqualTo(25)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              descriptions().stream().map(Description::name).toList());
    }
  }
}
