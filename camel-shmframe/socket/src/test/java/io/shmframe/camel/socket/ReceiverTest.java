// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceiverTest extends CodecTest {

  @ParameterizedTest
  @MethodSource("wires")
  void shouldReceiveWhereTheRouteListens(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    receive(place.server(), wire.receiver());
    try (Peer peer = connect(place)) {
      wire.give(peer, ascii("one"));
      wire.give(peer, ascii("two"));
      assertThat(next()).isEqualTo("one");
      assertThat(next()).isEqualTo("two");
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldReceiveWhereTheRouteConnects(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    try (PeerServer server = PeerServer.at(place.address())) {
      receive(place.clientMode(), wire.receiver());
      try (Peer peer = server.accept()) {
        wire.give(peer, ascii("one"));
        wire.give(peer, ascii("two"));
        assertThat(next()).isEqualTo("one");
        assertThat(next()).isEqualTo("two");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldTakeFramesThatComeByteByByte(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    receive(place.server(), wire.receiver());
    try (Peer peer = connect(place)) {
      for (String text : List.of("one", "two")) {
        peer.sendByteByByte(wire.frame(ascii(text)));
        wire.takeAnswer(peer);
        assertThat(next()).isEqualTo(text);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldTakeSeveralFramesOfOnePacketAndHalfOfTheNext(Wire wire, String transport)
      throws Exception {
    Place place = place(transport);
    receive(place.server(), wire.receiver());
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    for (String text : List.of("one", "two", "three")) {
      packet.write(wire.frame(ascii(text)));
    }
    byte[] fourth = wire.frame(ascii("four"));
    packet.write(fourth, 0, 6);
    try (Peer peer = connect(place)) {
      peer.send(packet.toByteArray());
      assertThat(List.of(next(), next(), next())).containsExactly("one", "two", "three");
      peer.send(java.util.Arrays.copyOfRange(fourth, 6, fourth.length));
      assertThat(next()).isEqualTo("four");
      for (int answers = 0; answers < 4; answers++) {
        wire.takeAnswer(peer);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldKeepTheOrderOfAThousandFramesThatNobodyWaitsFor(Wire wire, String transport)
      throws Exception {
    Place place = place(transport);
    AtomicInteger inRoute = new AtomicInteger();
    List<Integer> together = new ArrayList<>();
    receive(
        place.server(),
        wire.receiver(),
        exchange -> {
          together.add(inRoute.incrementAndGet());
          frames.add(exchange.getIn().getBody(byte[].class));
          inRoute.decrementAndGet();
        });
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      all.write(wire.frame(ascii("frame " + i)));
    }
    try (Peer peer = connect(place)) {
      peer.send(all.toByteArray());
      peer.endOutput();
      for (int i = 0; i < 1000; i++) {
        assertThat(next()).isEqualTo("frame " + i);
        wire.takeAnswer(peer);
      }
      assertThat(peer.ended()).isTrue();
    }
    assertThat(together).hasSize(1000).containsOnly(1);
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldWorkOnCamelsThreadsAndOnNettys(String usingExecutorService) throws Exception {
    Place place = Place.tcp();
    receive(
        place.server() + "&usingExecutorService=" + usingExecutorService,
        LengthPrefixed.receiver());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 5000; i++) {
      all.write(Wire.LENGTH.frame(ascii("frame " + i)));
    }
    try (Peer peer = connect(place)) {
      peer.send(all.toByteArray());
      for (int i = 0; i < 5000; i++) {
        assertThat(next()).isEqualTo("frame " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldKeepTheOrderWhereTheRouteIsAsynchronous(Wire wire) throws Exception {
    Place place = Place.tcp();
    start(
        wire.receiver(),
        place.server(),
        route ->
            route
                .threads(4)
                .process(exchange -> frames.add(exchange.getIn().getBody(byte[].class))));
    try (Peer peer = connect(place)) {
      for (int i = 0; i < 200; i++) {
        peer.send(wire.frame(ascii("frame " + i)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(next()).isEqualTo("frame " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldServeSeveralPeersAtOnce(Wire wire) throws Exception {
    Place place = Place.tcp();
    CountDownLatch both = new CountDownLatch(2);
    receive(
        place.server(),
        wire.receiver(),
        exchange -> {
          both.countDown();
          both.await();
          frames.add(exchange.getIn().getBody(byte[].class));
        });
    try (Peer first = connect(place);
        Peer second = connect(place)) {
      first.send(wire.frame(ascii("one")));
      second.send(wire.frame(ascii("two")));
      assertThat(List.of(next(), next())).containsExactlyInAnyOrder("one", "two");
      wire.takeAnswer(first);
      wire.takeAnswer(second);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldLetAFastPeerWaitAtItsSocket(Wire wire) throws Exception {
    Place place = Place.tcp();
    Semaphore turns = new Semaphore(0);
    receive(
        place.server(),
        wire.receiver(),
        exchange -> {
          turns.acquire();
          frames.add(exchange.getIn().getBody(byte[].class));
        });
    byte[] large = new byte[1 << 20];
    AtomicInteger sent = new AtomicInteger();
    try (Peer peer = connect(place)) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 64; i++) {
                    peer.send(wire.frame(large));
                    sent.incrementAndGet();
                  }
                } catch (java.io.IOException closed) {
                  // The count says how far it came.
                }
              });
      writer.start();
      await().until(() -> stands(writer));
      assertThat(sent.get()).isLessThan(32);
      turns.release(64);
      await().until(() -> frames.size() == 64);
      writer.join();
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldGoOnWhenTheRouteFails(Wire wire) throws Exception {
    Place place = Place.tcp();
    context.getRegistry().bind("codec", wire.receiver());
    context.addRoutes(
        new org.apache.camel.builder.RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from(place.server())
                .process(exchange -> frames.add(exchange.getIn().getBody(byte[].class)))
                .throwException(new IllegalStateException("no room"));
          }
        });
    context.start();
    try (Peer peer = connect(place)) {
      wire.give(peer, ascii("one"));
      wire.give(peer, ascii("two"));
      assertThat(List.of(next(), next())).containsExactly("one", "two");
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldTellTheErrorHandlerWhenTheRouteFails(Wire wire) throws Exception {
    Place place = Place.tcp();
    receive(
        place.server(),
        wire.receiver(),
        exchange -> {
          throw new IllegalStateException("no room");
        });
    try (Peer peer = connect(place)) {
      wire.give(peer, ascii("one"));
      wire.give(peer, ascii("two"));
      await().until(() -> errors.size() == 2);
      assertThat(errors).allMatch(error -> error.getMessage().equals("no room"));
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldNotSendWhatTheRouteEndsWith(Wire wire) throws Exception {
    Place place = Place.tcp();
    receive(place.server(), wire.receiver(), exchange -> exchange.getMessage().setBody("secret"));
    try (Peer peer = connect(place)) {
      wire.give(peer, ascii("one"));
      peer.endOutput();
      assertThat(peer.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldFinishTheFramesOfAPeerThatHasClosed(Wire wire) throws Exception {
    Place place = Place.tcp();
    Semaphore turns = new Semaphore(0);
    receive(
        place.server(),
        wire.receiver(),
        exchange -> {
          frames.add(exchange.getIn().getBody(byte[].class));
          turns.acquire();
        });
    try (Peer peer = connect(place)) {
      for (String text : List.of("one", "two", "three")) {
        peer.send(wire.frame(ascii(text)));
      }
      assertThat(next()).isEqualTo("one");
      peer.endOutput();
      turns.release(3);
      assertThat(next()).isEqualTo("two");
      assertThat(next()).isEqualTo("three");
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldTakeTheFramesOfAPeerThatWaitsForNoAnswerAndIsGone(Wire wire, String transport)
      throws Exception {
    Place place = place(transport);
    Semaphore turns = new Semaphore(0);
    receive(
        place.server(),
        wire.receiver(),
        exchange -> {
          frames.add(exchange.getIn().getBody(byte[].class));
          turns.acquire();
        });
    try (Peer peer = connect(place)) {
      for (String text : List.of("one", "two", "three", "four")) {
        peer.send(wire.frame(ascii(text)));
      }
      assertThat(next()).isEqualTo("one");
    }
    turns.release(4);
    assertThat(next()).isEqualTo("two");
    assertThat(next()).isEqualTo("three");
    assertThat(next()).isEqualTo("four");
  }

  @Test
  void shouldCloseTheConnectionOfARouteThatEndsWithoutABody() throws Exception {
    Place place = Place.tcp();
    receive(
        place.server(), LengthPrefixed.receiver(), exchange -> exchange.getMessage().setBody(null));
    try (Peer peer = connect(place)) {
      peer.send(Wire.LENGTH.frame(ascii("one")));
      assertThat(peer.ended()).isTrue();
    }
    assertThat(error())
        .isEqualTo(
            "the connection is closed while the route has a frame: a route that ends without a"
                + " body closes it");
  }

  private static boolean stands(Thread writer) throws InterruptedException {
    StackTraceElement[] before = writer.getStackTrace();
    Thread.sleep(200);
    return java.util.Arrays.equals(before, writer.getStackTrace()) && before.length > 0;
  }
}
