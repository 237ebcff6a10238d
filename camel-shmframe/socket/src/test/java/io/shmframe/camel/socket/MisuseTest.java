// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options under which a codec cannot work are said, and nothing hangs. */
final class MisuseTest extends CodecTest {

  @ParameterizedTest
  @ValueSource(strings = {"sync", "disconnectOnNoReply"})
  void shouldRefuseAConsumerThatWouldNotTellWhenItIsDone(String option) throws Exception {
    for (SocketCodec codec : new SocketCodec[] {PaddedLength.sender(), PaddedLength.receiver()}) {
      errors.clear();
      Place place = Place.tcp();
      context.stop();
      context.removeRoute(ROUTE);
      receive(place.server() + "&" + option + "=false", codec);
      try (Peer peer = connect(place)) {
        assertThat(peer.ended()).isTrue();
      }
      assertThat(error())
          .startsWith(option + "=false at ")
          .endsWith(": the codec would never hear that the route is done with a frame");
    }
  }

  @Test
  void shouldRefuseAProducerThatWouldNotWaitForTheAnswer() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.endpoint() + "&decoders=#codec&sync=false", PaddedLength.sender());
      assertThat(send(ascii("one")).get().getException())
          .hasMessageStartingWith("sync=false at ")
          .hasMessageEndingWith(": the answer would not be waited for");
      server.accept().close();
    }
  }

  @Test
  void shouldRefuseAProducerThatWouldWaitForAnAnswer() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.endpoint() + "&decoders=#codec&sync=true", LengthPrefixed.sender());
      assertThat(send(ascii("one")).get().getException())
          .hasMessageStartingWith("sync=true at ")
          .hasMessageEndingWith(": an answer would be waited for for ever");
      server.accept().close();
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldRefuseAReceiverInAProducer(Wire wire) throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(wire), wire.receiver());
      assertThat(send(ascii("one")).get().getException())
          .hasMessage("a receiver does not send: give the producer a sender");
      server.accept().close();
    }
  }

  @Test
  void shouldRefuseLimitsThatAreNone() {
    assertThatThrownBy(() -> LengthPrefixed.sender().maxBytes(0))
        .hasMessage("maxBytes: 1 to 2147483631, not 0");
    assertThatThrownBy(() -> PaddedLength.receiver().maxBytes(Integer.MAX_VALUE))
        .hasMessage("maxBytes: 1 to 2147483631, not 2147483647");
    assertThatThrownBy(() -> PaddedLength.sender().frameTimeout(Duration.ZERO))
        .hasMessage("frameTimeout: at least 1 ms, not PT0S");
    assertThatThrownBy(() -> PaddedLength.sender().answerTimeout(Duration.ofNanos(9)))
        .hasMessage("answerTimeout: at least 1 ms, not PT0.000000009S");
  }
}
