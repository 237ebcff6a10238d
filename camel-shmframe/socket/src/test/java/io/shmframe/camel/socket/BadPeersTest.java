// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that do not keep to the protocol: a clear error, and the next connection works. */
final class BadPeersTest extends CodecTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  static Stream<Arguments> lengths() {
    byte[] zero = new byte[16];
    byte[] binary = ascii("12\u0000             ");
    return Stream.of(
        Arguments.of(
            Wire.LENGTH,
            Wire.LENGTH.header(0xffff_ffffL),
            "a frame of 4294967295 bytes is announced, maxBytes is 1000"),
        Arguments.of(
            Wire.LENGTH,
            Wire.LENGTH.header(0x8000_0000L),
            "a frame of 2147483648 bytes is announced, maxBytes is 1000"),
        Arguments.of(
            Wire.LENGTH,
            Wire.LENGTH.header(1001),
            "a frame of 1001 bytes is announced, maxBytes is 1000"),
        Arguments.of(Wire.LENGTH, Wire.LENGTH.header(0), "a frame of 0 bytes is announced"),
        Arguments.of(
            Wire.PADDED,
            Wire.PADDED.header(4L << 30),
            "a frame of 4294967296 bytes is announced, maxBytes is 1000"),
        Arguments.of(
            Wire.PADDED,
            ascii("9999999999999999"),
            "a frame of 9999999999999999 bytes is announced, maxBytes is 1000"),
        Arguments.of(Wire.PADDED, Wire.PADDED.header(0), "a frame of 0 bytes is announced"),
        Arguments.of(
            Wire.PADDED,
            ascii("-1              "),
            "the length must be 16 bytes of digits and spaces, not \"-1              \""),
        Arguments.of(
            Wire.PADDED,
            ascii("1 2             "),
            "the length must be 16 bytes of digits and spaces, not \"1 2             \""),
        Arguments.of(
            Wire.PADDED,
            ascii(" ".repeat(16)),
            "the length must be 16 bytes of digits and spaces, not \"                \""),
        Arguments.of(
            Wire.PADDED,
            binary,
            "the length must be 16 bytes of digits and spaces, not \"12\\x00             \""),
        Arguments.of(
            Wire.PADDED,
            zero,
            "the length must be 16 bytes of digits and spaces, not \""
                + "\\x00".repeat(16)
                + "\""));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void shouldRefuseTheLengthAndTakeTheNextConnection(Wire wire, byte[] header, String message)
      throws Exception {
    Place place = Place.tcp();
    receive(place.server(), limited(wire.receiver(), 1000));
    try (Peer peer = connect(place)) {
      peer.send(header);
      assertThat(peer.ended()).isTrue();
    }
    assertThat(error()).isEqualTo(message);
    assertThatTheNextConnectionWorks(wire, place);
    assertThat(errors).hasSize(1);
  }

  @Test
  void shouldTakeALengthThatIsPaddedOnTheLeft() throws Exception {
    Place place = Place.tcp();
    receive(place.server(), PaddedLength.receiver());
    try (Peer peer = connect(place)) {
      peer.send(ascii("               3one    3           two"));
      assertThat(List.of(next(), next())).containsExactly("one", "two");
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldTakeAFrameAsLongAsTheLimit(Wire wire) throws Exception {
    Place place = Place.tcp();
    receive(place.server(), limited(wire.receiver(), 1000));
    try (Peer peer = connect(place)) {
      wire.give(peer, new byte[1000]);
      assertThat(frames.take()).hasSize(1000);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldGiveTheWholeFramesBeforeNonsenseToTheRoute(Wire wire) throws Exception {
    Place place = Place.tcp();
    receive(place.server(), wire.receiver());
    try (Peer peer = connect(place)) {
      byte[] one = wire.frame(ascii("one"));
      byte[] two = wire.frame(ascii("two"));
      byte[] packet = Arrays.copyOf(one, one.length + two.length + 16);
      System.arraycopy(two, 0, packet, one.length, two.length);
      peer.send(packet);
      assertThat(List.of(next(), next())).containsExactly("one", "two");
      wire.takeAnswer(peer);
      wire.takeAnswer(peer);
      assertThat(peer.ended()).isTrue();
    }
    error();
    assertThatTheNextConnectionWorks(wire, place);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldNotWaitForTheRestOfAFrameForEver(Wire wire) throws Exception {
    Place place = Place.tcp();
    receive(place.server(), timed(wire.receiver()));
    byte[] frame = wire.frame(ascii("a frame"));
    try (Peer peer = connect(place)) {
      peer.send(Arrays.copyOf(frame, frame.length - 2));
      assertThat(peer.ended()).isTrue();
    }
    assertThat(error()).isEqualTo("half a frame: 5 of 7 bytes within 300 ms");
    assertThatTheNextConnectionWorks(wire, place);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldNotWaitForTheRestOfALengthForEver(Wire wire) throws Exception {
    Place place = Place.tcp();
    receive(place.server(), timed(wire.receiver()));
    byte[] header = wire.header(7);
    try (Peer peer = connect(place)) {
      peer.send(Arrays.copyOf(header, 3));
      assertThat(peer.ended()).isTrue();
    }
    assertThat(error())
        .isEqualTo(
            "half a frame: 3 of the " + header.length + " bytes of its length within 300 ms");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldWaitForEverBetweenFrames(Wire wire) throws Exception {
    Place place = Place.tcp();
    receive(place.server(), timed(wire.receiver()));
    try (Peer peer = connect(place)) {
      for (int i = 0; i < 3; i++) {
        wire.give(peer, ascii("one"));
        assertThat(next()).isEqualTo("one");
        Thread.sleep(SHORT.multipliedBy(2).toMillis());
      }
    }
    assertThat(errors).isEmpty();
  }

  /** The peer is not to blame for a route that keeps the socket waiting. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldNotCountTheTimeInWhichTheRouteIsBusy(Wire wire) throws Exception {
    Place place = Place.tcp();
    Semaphore turns = new Semaphore(0);
    receive(
        place.server(),
        timed(wire.receiver()),
        exchange -> {
          frames.add(exchange.getIn().getBody(byte[].class));
          turns.acquire();
        });
    byte[] one = wire.frame(ascii("one"));
    byte[] two = wire.frame(ascii("two"));
    byte[] half = Arrays.copyOf(one, one.length + two.length - 1);
    System.arraycopy(two, 0, half, one.length, two.length - 1);
    try (Peer peer = connect(place)) {
      peer.send(half);
      assertThat(next()).isEqualTo("one");
      Thread.sleep(SHORT.multipliedBy(3).toMillis());
      peer.send(ascii("o"));
      turns.release(2);
      assertThat(next()).isEqualTo("two");
    }
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldSayThatThePeerDiedInTheMiddle(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    receive(place.server(), wire.receiver());
    byte[] frame = wire.frame(ascii("a frame"));
    try (Peer peer = connect(place)) {
      peer.send(Arrays.copyOf(frame, frame.length - 4));
    }
    assertThat(error())
        .isEqualTo("half a frame: 3 of 7 bytes, then the peer closed the connection");
    assertThatTheNextConnectionWorks(wire, place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"received messages!", "no", "rec\u0000", "\u00e9"})
  void shouldShowAnAnswerThatIsNone(String answer) throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.PADDED), PaddedLength.sender());
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        peer.read(Wire.PADDED.length(peer));
        peer.send(answer.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(sent.get().getException().getMessage())
            .startsWith("the receiver must answer \"recieved messages!\", not \"")
            .endsWith(answer.replace("\u0000", "\\x00").replace("\u00e9", "\\xe9") + "\"");
        assertThat(peer.ended()).isTrue();
      }
      assertThatTheNextSendWorks(server);
    }
  }

  @Test
  void shouldNotWaitForTheRestOfAnAnswerForEver() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.PADDED), timed(PaddedLength.sender()));
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        peer.read(Wire.PADDED.length(peer));
        peer.send(ascii("reciev"));
        assertThat(sent.get().getException())
            .hasMessage("half an answer: 6 of 18 bytes within 300 ms");
      }
      assertThatTheNextSendWorks(server);
    }
  }

  @Test
  void shouldSayThatThePeerDiedInTheMiddleOfItsAnswer() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.PADDED), PaddedLength.sender());
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        peer.read(Wire.PADDED.length(peer));
        peer.send(ascii("reciev"));
      }
      assertThat(sent.get().getException())
          .hasMessage("half an answer: 6 of 18 bytes, then the peer closed the connection");
      assertThatTheNextSendWorks(server);
    }
  }

  @Test
  void shouldFailTheExchangeWhosePeerDiesBeforeItAnswers() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.PADDED), PaddedLength.sender());
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        peer.read(Wire.PADDED.length(peer));
      }
      assertThat(sent.get().getException())
          .hasMessageStartingWith("No response received from remote server");
      assertThatTheNextSendWorks(server);
    }
  }

  @Test
  void shouldFailTheExchangeWhosePeerDoesNotAnswerInTime() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.PADDED) + "&requestTimeout=300", PaddedLength.sender());
      CompletableFuture<Exchange> sent = send(ascii("one"));
      try (Peer peer = server.accept()) {
        peer.read(Wire.PADDED.length(peer));
        assertThat(sent.get().getException()).isInstanceOf(ReadTimeoutException.class);
        assertThat(peer.ended()).isTrue();
      }
      assertThatTheNextSendWorks(server);
    }
  }

  @Test
  void shouldNotTakeAnAnswerThatIsBeforeItsFrame() throws Exception {
    Place place = Place.tcp();
    receiveNothing(place, PaddedLength.sender());
    try (Peer peer = connect(place)) {
      peer.send(Wire.ANSWER);
      assertThat(peer.ended()).isTrue();
    }
    awaitError("an answer came from the receiver without a frame");
  }

  @Test
  void shouldRefuseAReceiverThatTalks() throws Exception {
    Place place = Place.tcp();
    receiveNothing(place, LengthPrefixed.sender());
    try (Peer peer = connect(place)) {
      peer.send(ascii("hello"));
      assertThat(peer.ended()).isTrue();
    }
    awaitError("5 bytes came from a receiver that has nothing to say");
  }

  /** A server that would send, but whose route has nothing yet. */
  private void receiveNothing(Place place, SocketCodec codec) throws Exception {
    Semaphore never = new Semaphore(0);
    receive(
        place.server(),
        codec,
        exchange -> never.tryAcquire(2, java.util.concurrent.TimeUnit.SECONDS));
  }

  /** Among the errors: that the empty body of the route could not be sent is one, too. */
  private void awaitError(String message) {
    await().until(() -> errors.stream().anyMatch(e -> message.equals(e.getMessage())));
  }

  private void assertThatTheNextConnectionWorks(Wire wire, Place place) throws Exception {
    try (Peer peer = connect(place)) {
      wire.give(peer, ascii("next"));
      assertThat(next()).isEqualTo("next");
    }
  }

  private void assertThatTheNextSendWorks(PeerServer server) throws Exception {
    CompletableFuture<Exchange> sent = send(ascii("next"));
    try (Peer peer = server.accept()) {
      assertThat(Wire.PADDED.take(peer)).isEqualTo(ascii("next"));
      assertThat(sent.get().getException()).isNull();
    }
  }

  private static SocketCodec limited(SocketCodec codec, int maxBytes) {
    return codec instanceof PaddedLength padded
        ? padded.maxBytes(maxBytes)
        : ((LengthPrefixed) codec).maxBytes(maxBytes);
  }

  private static SocketCodec timed(SocketCodec codec) {
    return codec instanceof PaddedLength padded
        ? padded.frameTimeout(SHORT)
        : ((LengthPrefixed) codec).frameTimeout(SHORT);
  }
}
