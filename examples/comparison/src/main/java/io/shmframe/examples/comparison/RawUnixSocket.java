// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.shmframe.camel.socket.LengthPrefixed;
import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/** Raw frames behind their length, over a Unix socket. */
final class RawUnixSocket implements Transport {

  @Override
  public String name() {
    return "raw-unix";
  }

  @Override
  public String title() {
    return "Raw frames over a Unix socket";
  }

  @Override
  public Optional<String> missing(Site site) {
    return site.unixSockets();
  }

  @Override
  public Flow flow() {
    return Flow.PEER;
  }

  @Override
  public List<Copy> copies() {
    return Sockets.raw();
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    camera.process(side.parts().begin("send")).to(sender(side)).process(side.parts().end("send"));
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    return routes.from(receiver(side));
  }

  static String sender(Side side) {
    side.bind("sender", LengthPrefixed.sender().maxBytes(Sockets.LARGEST_FRAME));
    return uri(side) + "&sync=false&decoders=#sender";
  }

  static String receiver(Side side) {
    side.bind("receiver", LengthPrefixed.receiver().maxBytes(Sockets.LARGEST_FRAME));
    return uri(side) + "&sync=true&decoders=#receiver";
  }

  private static String uri(Side side) {
    return "netty:tcp://localhost:0?nativeTransport=true&unixDomainSocketPath="
        + side.link().memory().resolve("socket")
        + Sockets.BUFFERS;
  }
}
