// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ProducerTest extends CodecTest {

  private static final InputStream BROKEN =
      new InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("the disk is gone");
        }
      };

  private static final InputStream BROKEN_OTHERWISE =
      new InputStream() {
        @Override
        public int read() {
          throw new UncheckedIOException(new IOException("gone"));
        }
      };

  @ParameterizedTest
  @MethodSource("wires")
  void shouldSendToWhoeverListens(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(wire), wire.sender());
      CompletableFuture<Exchange> one = send(ascii("one"));
      try (Peer peer = server.accept()) {
        assertThat(wire.take(peer)).isEqualTo(ascii("one"));
        assertThat(one.get().getException()).isNull();
        CompletableFuture<Exchange> two = send(ascii("two"));
        assertThat(wire.take(peer)).isEqualTo(ascii("two"));
        assertThat(two.get().getException()).isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldKeepTheOrderOfAThousandFrames(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(wire), wire.sender());
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  send(ascii("frame " + i)).join();
                }
              });
      try (Peer peer = server.accept()) {
        for (int i = 0; i < 1000; i++) {
          assertThat(wire.take(peer)).isEqualTo(ascii("frame " + i));
        }
        sent.get();
      }
    }
  }

  @Test
  void shouldGoOnWithTheAnswerWhenItCameByteByByte() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.PADDED), PaddedLength.sender());
      CompletableFuture<Exchange> first = send(ascii("one"));
      // One connection for both: a frame that is sent while a peer closes may go to that peer.
      try (Peer peer = server.accept()) {
        answerByteByByte(peer, first);
        answerByteByByte(peer, send(ascii("two")));
      }
    }
  }

  private static void answerByteByByte(Peer peer, CompletableFuture<Exchange> sent)
      throws Exception {
    peer.read(Wire.PADDED.length(peer));
    assertThat(sent).isNotDone();
    peer.sendByteByByte(Wire.ANSWER);
    assertThat(sent.get().getMessage().getBody(String.class)).isEqualTo(PaddedLength.REPLY);
  }

  static Stream<Arguments> bodies() {
    byte[] bytes = ascii("a frame");
    return Stream.of(
            bytes,
            ByteBuffer.wrap(bytes),
            ByteBuffer.allocateDirect(7).put(bytes).flip(),
            Unpooled.copiedBuffer(bytes),
            PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes),
            new ByteArrayInputStream(bytes),
            new InputStreamCache(bytes),
            "a frame")
        .flatMap(body -> Stream.of(Arguments.of(body.getClass(), body)));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldSendEveryBody(Class<?> type, Object body) throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.PADDED), PaddedLength.sender());
      CompletableFuture<Exchange> sent = send(body);
      try (Peer peer = server.accept()) {
        assertThat(Wire.PADDED.take(peer)).isEqualTo(ascii("a frame"));
        assertThat(sent.get().getException()).isNull();
      }
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            java.util.List.of(1),
            "a frame must be a byte[], ByteBuf, ByteBuffer, InputStream or String, not a"
                + " java.util.ImmutableCollections$List12: use convertBodyTo(byte[].class)"),
        Arguments.of(new byte[0], "an empty frame is not sent"),
        Arguments.of(new byte[11], "a frame of 11 bytes is too long, maxBytes is 10"),
        Arguments.of(
            new ByteArrayInputStream(new byte[100_000]),
            "a frame of 11 bytes is too long, maxBytes is 10"),
        Arguments.of(BROKEN, "the frame cannot be read: java.io.IOException: the disk is gone"),
        Arguments.of(
            BROKEN_OTHERWISE,
            "the frame cannot be read: java.io.UncheckedIOException: java.io.IOException: gone"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldFailTheExchangeOfABodyThatIsNoFrameAndSendTheNextOne(Object body, String message)
      throws Exception {
    for (Wire wire : Wire.values()) {
      Place place = Place.tcp();
      try (PeerServer server = PeerServer.at(place.address())) {
        String endpoint = "codec" + wire;
        context
            .getRegistry()
            .bind(
                endpoint,
                wire == Wire.PADDED
                    ? PaddedLength.sender().maxBytes(10)
                    : LengthPrefixed.sender().maxBytes(10));
        context.start();
        String uri = place.endpoint() + "&decoders=#" + endpoint + "&" + wire.sync();
        ProducerTemplate template = context.createProducerTemplate();
        Exchange failed = template.send(uri, exchange -> exchange.getIn().setBody(body));
        assertThat(failed.getException()).hasMessage(message);
        CompletableFuture<Object> next = template.asyncSendBody(uri, ascii("next"));
        try (Peer peer = server.accept()) {
          assertThat(wire.take(peer)).isEqualTo(ascii("next"));
          next.get();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldFailTheExchangeWhereNobodyListensAndSendWhenSomebodyDoes(Wire wire) throws Exception {
    Place place = Place.tcp();
    produce(place.producer(wire), wire.sender());
    // Where the connection is refused before the pool has looked at it, the words are the pool's.
    assertThat(send(ascii("lost")).get().getException())
        .satisfiesAnyOf(
            refused -> assertThat(refused).isInstanceOf(java.net.ConnectException.class),
            refused -> assertThat(refused).hasMessage("Unable to validate object"));
    try (PeerServer server = PeerServer.at(place.address())) {
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        assertThat(wire.take(peer)).isEqualTo(ascii("one"));
        assertThat(sent.get().getException()).isNull();
      }
    }
  }

  /** Camel starts its clock before the frame is looked at, and only an answer stops it. */
  @Test
  void shouldNotEndTheNextExchangeByTheTimeOfOneThatWasRefused() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(
          place.producer(Wire.PADDED) + "&requestTimeout=4000", PaddedLength.sender().maxBytes(10));
      assertThat(send(new byte[11]).get().getException()).hasMessageContaining("too long");
      try (Peer peer = server.accept()) {
        Thread.sleep(2500);
        CompletableFuture<Exchange> sent = send(ascii("one"));
        assertThat(peer.read(Wire.PADDED.length(peer))).isEqualTo(ascii("one"));
        // Behind the end of the first exchange's time, within that of the second.
        Thread.sleep(2500);
        Wire.PADDED.answer(peer);
        assertThat(sent.get().getException()).isNull();
      }
    }
  }

  @Test
  void shouldFailTheExchangeWhoseAnswerDoesNotBegin() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(
          place.producer(Wire.PADDED), PaddedLength.sender().answerTimeout(Duration.ofMillis(300)));
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        assertThat(peer.read(Wire.PADDED.length(peer))).isEqualTo(ascii("one"));
        assertThat(sent.get().getException()).hasMessageContaining("no answer within 300 ms");
      }
      CompletableFuture<Exchange> next = send(ascii("two"));
      try (Peer peer = server.accept()) {
        assertThat(Wire.PADDED.take(peer)).isEqualTo(ascii("two"));
        assertThat(next.get().getException()).isNull();
      }
    }
  }

  /** That is camel-netty's doing; the guide says so. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldSendNothingOfAnExchangeWithoutABody(Wire wire) throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(wire), wire.sender());
      assertThat(send(null).get().getException()).isNull();
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        assertThat(wire.take(peer)).isEqualTo(ascii("one"));
        assertThat(sent.get().getException()).isNull();
      }
    }
  }
}
