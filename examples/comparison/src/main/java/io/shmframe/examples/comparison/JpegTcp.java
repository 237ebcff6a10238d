// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.shmframe.camel.socket.PaddedLength;
import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * What the old programs do between machines: a JPEG behind a length in text, and a reply, over TCP.
 */
final class JpegTcp implements Transport {

  @Override
  public String name() {
    return "jpeg-tcp";
  }

  @Override
  public String title() {
    return "JPEG over TCP, with a reply";
  }

  @Override
  public Optional<String> missing(Site site) {
    return Optional.empty();
  }

  @Override
  public Flow flow() {
    return Flow.PEER;
  }

  @Override
  public List<Copy> copies() {
    return Sockets.jpeg(false);
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    side.bind("sender", PaddedLength.sender().maxBytes(Sockets.LARGEST_FRAME));
    side.encoded(camera)
        .process(side.parts().begin("send"))
        .to(uri(side) + "&decoders=#sender&requestTimeout=10000")
        .process(side.parts().end("send"));
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    side.bind("receiver", PaddedLength.receiver().maxBytes(Sockets.LARGEST_FRAME));
    return side.decoded(routes.from(uri(side) + "&decoders=#receiver"));
  }

  private static String uri(Side side) {
    return "netty:tcp://127.0.0.1:" + side.link().port() + "?sync=true" + Sockets.BUFFERS;
  }
}
