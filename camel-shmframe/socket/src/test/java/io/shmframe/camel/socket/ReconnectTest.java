// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that die and come back. */
final class ReconnectTest extends CodecTest {

  private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

  @BeforeEach
  void bindChannels() {
    context.getRegistry().bind("channels", channels);
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldConnectWhenThePeerComesAndComesBack(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    receive(place.clientMode(), wire.receiver());
    for (String text : new String[] {"one", "two", "three"}) {
      try (PeerServer server = PeerServer.at(place.address());
          Peer peer = server.accept()) {
        wire.give(peer, ascii(text));
        assertThat(next()).isEqualTo(text);
      }
    }
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldConnectAgainToAPeerThatDiedInTheMiddle(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    try (PeerServer server = PeerServer.at(place.address())) {
      receive(place.clientMode(), wire.receiver());
      try (Peer peer = server.accept()) {
        peer.send(java.util.Arrays.copyOf(wire.frame(ascii("lost")), 6));
      }
      try (Peer peer = server.accept()) {
        wire.give(peer, ascii("one"));
        assertThat(next()).isEqualTo("one");
      }
    }
    assertThat(error()).startsWith("half a frame: ");
  }

  @ParameterizedTest
  @MethodSource("wires")
  void shouldSendToAPeerThatHasRestarted(Wire wire, String transport) throws Exception {
    Place place = place(transport);
    produce(place.producer(wire) + "&channelGroup=#channels", wire.sender());
    for (String text : new String[] {"one", "two", "three"}) {
      try (PeerServer server = PeerServer.at(place.address())) {
        CompletableFuture<Exchange> sent = send(ascii(text));
        try (Peer peer = server.accept()) {
          assertThat(wire.take(peer)).isEqualTo(ascii(text));
          assertThat(sent.get().getException()).isNull();
        }
        // The close is on its way to the route; a frame sent before it arrives may be lost.
        await().until(this::noConnection);
      }
    }
  }

  /** The continuation of an exchange must not run again because its connection breaks later. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldNotTouchAFinishedExchangeWhenTheConnectionIsReset(Wire wire) throws Exception {
    Place place = Place.tcp();
    context.getRegistry().bind("codec", wire.sender());
    context.addRoutes(
        new org.apache.camel.builder.RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:in")
                .to(place.producer(wire) + "&channelGroup=#channels")
                .process(exchange -> frames.add(new byte[1]));
          }
        });
    context.start();
    try (PeerServer server = PeerServer.at(place.address())) {
      CompletableFuture<Exchange> sent = send(ascii("one"));
      Peer peer = server.accept();
      wire.take(peer);
      Exchange done = sent.get();
      peer.reset();
      await().until(this::noConnection);
      assertThat(done.getException()).isNull();
      assertThat(frames).hasSize(1);
    }
  }

  @Test
  void shouldTellOfAFrameThatCouldNotBeWritten() throws Exception {
    Place place = Place.tcp();
    try (PeerServer server = PeerServer.at(place.address())) {
      produce(place.producer(Wire.LENGTH), LengthPrefixed.sender());
      CompletableFuture<Exchange> sent = send(new byte[32 << 20]);
      Peer peer = server.accept();
      peer.read(100);
      peer.reset();
      assertThat(sent.get().getException()).isInstanceOf(java.io.IOException.class);
      CompletableFuture<Exchange> next = send(ascii("next"));
      try (Peer again = server.accept()) {
        assertThat(Wire.LENGTH.take(again)).isEqualTo(ascii("next"));
        assertThat(next.get().getException()).isNull();
      }
    }
  }

  @Test
  void shouldRemoveItsSocketWhenTheServerStops() throws Exception {
    Place place = Place.unix(folder);
    receive(place.server(), LengthPrefixed.receiver());
    connect(place).close();
    context.getRouteController().stopRoute(ROUTE);
    assertThat(folder).isEmptyDirectory();
    context.getRouteController().startRoute(ROUTE);
    try (Peer peer = connect(place)) {
      peer.send(Wire.LENGTH.frame(ascii("one")));
      assertThat(next()).isEqualTo("one");
    }
  }

  /** Netty removes what is there, so nobody has to. */
  @Test
  void shouldListenWhereAKilledServerLeftItsSocket() throws Exception {
    Place place = Place.unix(folder);
    UnixDomainSocketAddress address = (UnixDomainSocketAddress) place.address();
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(address);
    }
    assertThat(address.getPath()).exists();
    receive(place.server(), LengthPrefixed.receiver());
    try (Peer peer = connect(place)) {
      peer.send(Wire.LENGTH.frame(ascii("one")));
      assertThat(next()).isEqualTo("one");
    }
  }

  /** Netty's group of the producer's open channels is given by the test. */
  private boolean noConnection() {
    return channels.isEmpty();
  }
}
