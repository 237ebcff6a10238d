// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Senders in consumers: the peer's demand runs the route. */
final class ServingSenderTest extends CodecTest {

  private final AtomicInteger made = new AtomicInteger();

  private void serve(String uri, SocketCodec codec) throws Exception {
    start(
        codec,
        uri,
        route ->
            route.process(
                exchange ->
                    exchange.getMessage().setBody(ascii("frame " + made.getAndIncrement()))));
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldSendAThousandFramesToWhoeverConnects(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    serve(place.server(), wire.sender());
    try (Peer peer = connect(place)) {
      for (int i = 0; i < 1000; i++) {
        assertThat(wire.take(peer)).isEqualTo(ascii("frame " + i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldSendWhereTheRouteConnects(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    try (PeerServer server = PeerServer.at(place.address())) {
      serve(place.clientMode(), wire.sender());
      try (Peer peer = server.accept()) {
        assertThat(wire.take(peer)).isEqualTo(ascii("frame 0"));
        assertThat(wire.take(peer)).isEqualTo(ascii("frame 1"));
      }
    }
  }

  @Test
  void shouldTakeTheAnswerByteByByte() throws Exception {
    Place place = Place.tcp();
    serve(place.server(), PaddedLength.sender());
    try (Peer peer = connect(place)) {
      for (int i = 0; i < 3; i++) {
        byte[] payload = peer.read(Wire.PADDED.length(peer));
        assertThat(payload).isEqualTo(ascii("frame " + i));
        peer.sendByteByByte(Wire.ANSWER);
      }
    }
  }

  @Test
  void shouldNotRunTheRouteBeforeTheAnswer() throws Exception {
    Place place = Place.tcp();
    serve(place.server(), PaddedLength.sender());
    try (Peer peer = connect(place)) {
      peer.read(Wire.PADDED.length(peer));
      peer.send(java.util.Arrays.copyOf(Wire.ANSWER, 17));
      await().during(java.time.Duration.ofMillis(200)).until(() -> made.get() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldServeTwoPeersAtOnceAndTheOtherWhenOneGoes(Wire wire) throws Exception {
    Place place = Place.tcp();
    CountDownLatch both = new CountDownLatch(2);
    start(
        wire.sender(),
        place.server(),
        route ->
            route.process(
                exchange -> {
                  both.countDown();
                  both.await();
                  exchange.getMessage().setBody("frame");
                }));
    try (Peer first = connect(place);
        Peer second = connect(place)) {
      assertThat(wire.take(first)).isEqualTo(ascii("frame"));
      assertThat(wire.take(second)).isEqualTo(ascii("frame"));
      first.reset();
      for (int i = 0; i < 100; i++) {
        assertThat(wire.take(second)).isEqualTo(ascii("frame"));
      }
      try (Peer third = connect(place)) {
        assertThat(wire.take(third)).isEqualTo(ascii("frame"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldSlowTheRouteToThePeer(Wire wire) throws Exception {
    Place place = Place.tcp();
    start(
        wire.sender(),
        place.server(),
        route ->
            route.process(
                exchange -> {
                  made.incrementAndGet();
                  exchange.getMessage().setBody(new byte[1 << 20]);
                }));
    try (Peer peer = connect(place)) {
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(java.time.Duration.ofMillis(200))
          .until(() -> made.get() == before.getAndSet(made.get()));
      assertThat(made.get()).isLessThan(32);
      for (int i = 0; i < 32; i++) {
        assertThat(wire.take(peer)).hasSize(1 << 20);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldAskARouteThatFailedAgain(Wire wire) throws Exception {
    Place place = Place.tcp();
    context.getRegistry().bind("codec", wire.sender());
    context.addRoutes(
        new org.apache.camel.builder.RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from(place.server())
                .process(
                    exchange -> {
                      if (made.getAndIncrement() % 2 == 0) {
                        throw new IllegalStateException("no camera");
                      }
                      exchange.getMessage().setBody("frame");
                    });
          }
        });
    context.start();
    try (Peer peer = connect(place)) {
      assertThat(wire.take(peer)).isEqualTo(ascii("frame"));
      assertThat(wire.take(peer)).isEqualTo(ascii("frame"));
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldTellTheErrorHandlerOfABodyThatIsNoFrameAndGoOn(Wire wire) throws Exception {
    Place place = Place.tcp();
    start(
        wire.sender(),
        place.server(),
        route ->
            route.process(
                exchange ->
                    exchange
                        .getMessage()
                        .setBody(made.getAndIncrement() == 0 ? List.of() : "frame")));
    try (Peer peer = connect(place)) {
      assertThat(wire.take(peer)).isEqualTo(ascii("frame"));
    }
    error();
    assertThat(errors.get(0).getCause())
        .hasMessageStartingWith("a frame must be a byte[], ByteBuf");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldWorkOnNettysThreads(Wire wire) throws Exception {
    Place place = Place.tcp();
    serve(place.server() + "&usingExecutorService=false", wire.sender());
    try (Peer peer = connect(place)) {
      for (int i = 0; i < 5000; i++) {
        assertThat(new String(wire.take(peer), StandardCharsets.US_ASCII)).isEqualTo("frame " + i);
      }
    }
  }

  @Test
  void shouldNotWaitForEverForAnAnswer() throws Exception {
    Place place = Place.tcp();
    serve(place.server(), PaddedLength.sender().answerTimeout(java.time.Duration.ofMillis(300)));
    try (Peer silent = connect(place)) {
      silent.read(Wire.PADDED.length(silent));
      assertThat(silent.ended()).isTrue();
    }
    assertThat(error()).isEqualTo("no answer within 300 ms");
    try (Peer peer = connect(place)) {
      assertThat(new String(Wire.PADDED.take(peer), StandardCharsets.US_ASCII))
          .startsWith("frame ");
    }
  }
}
