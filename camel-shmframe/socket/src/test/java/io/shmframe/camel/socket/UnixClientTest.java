// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

final class UnixClientTest extends CodecTest {

  @Test
  void shouldCloseTheConnectionWhenTheRouteStopsAndConnectWhenItStarts() throws Exception {
    Place place = Place.unix(folder);
    try (PeerServer server = PeerServer.at(place.address())) {
      receive(place.clientMode(), LengthPrefixed.receiver());
      for (String text : new String[] {"one", "two"}) {
        try (Peer peer = server.accept()) {
          peer.send(Wire.LENGTH.frame(ascii(text)));
          assertThat(next()).isEqualTo(text);
          context.getRouteController().stopRoute(ROUTE);
          assertThat(peer.ended()).isTrue();
        }
        await().until(() -> threads() == 0);
        context.getRouteController().startRoute(ROUTE);
      }
    }
  }

  @Test
  void shouldStopWhileNobodyListens() throws Exception {
    receive(Place.unix(folder).clientMode(), LengthPrefixed.receiver());
    context.getRouteController().stopRoute(ROUTE);
    await().until(() -> threads() == 0);
  }

  @Test
  void shouldFailToStartWhereNobodyListensAndItMustNotReconnect() {
    Place place = Place.unix(folder);
    Path path = ((UnixDomainSocketAddress) place.address()).getPath();
    assertThatThrownBy(
            () -> receive(place.clientMode() + "&reconnect=false", LengthPrefixed.receiver()))
        .cause()
        .isInstanceOf(ConnectException.class)
        .hasMessage("Cannot connect to " + path)
        .hasRootCauseInstanceOf(FileNotFoundException.class);
    await().until(() -> threads() == 0);
  }

  @Test
  void shouldNotConnectAgainWhereItMustNotReconnect() throws Exception {
    Place place = Place.unix(folder);
    try (PeerServer server = PeerServer.at(place.address())) {
      receive(place.clientMode() + "&reconnect=false", LengthPrefixed.receiver());
      try (Peer peer = server.accept()) {
        peer.send(Wire.LENGTH.frame(ascii("one")));
        assertThat(next()).isEqualTo("one");
      }
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldNeedAPath() {
    assertFails(
        "netty:tcp://localhost:0?clientMode=true&nettyServerBootstrapFactory=#unixClient",
        "a UnixClient needs the option unixDomainSocketPath");
  }

  @Test
  void shouldNeedTheClientMode() {
    assertFails(
        "netty:tcp://localhost:0?unixDomainSocketPath=x&nettyServerBootstrapFactory=#unixClient",
        "a UnixClient needs clientMode=true");
  }

  @Test
  void shouldRefuseAWorkerGroupThatCannotDoUnixSockets() {
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    context.getRegistry().bind("group", group);
    assertFails(
        Place.unix(folder).clientMode() + "&workerGroup=#group",
        "workerGroup: an EpollEventLoopGroup for a Unix socket, not a"
            + " io.netty.channel.nio.NioEventLoopGroup");
    group.shutdownGracefully();
  }

  @Test
  void shouldServeOneRouteOnly() throws Exception {
    context.getRegistry().bind("codec", LengthPrefixed.receiver());
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(Place.unix(folder).clientMode()).to("direct:a");
            from(Place.unix(folder).clientMode()).to("direct:a");
          }
        });
    assertThatThrownBy(context::start)
        .hasMessage("a UnixClient serves one route, not 2: give each its own");
  }

  @Test
  void shouldNeedARegistry() {
    assertThatThrownBy(() -> new UnixClient().start())
        .hasMessage("a UnixClient must be bound to Camel's registry");
  }

  private void assertFails(String uri, String message) {
    assertThatThrownBy(() -> receive(uri + "&decoders=#codec", LengthPrefixed.receiver()))
        .hasMessage(message);
    assertThat(threads()).isZero();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("NettyUnixClient"))
        .count();
  }
}
