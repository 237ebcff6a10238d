// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * What the old programs do on one machine: a JPEG in a pickle behind its length, over a Unix
 * socket.
 */
final class JpegUnixSocket implements Transport {

  @Override
  public String name() {
    return "jpeg-unix";
  }

  @Override
  public String title() {
    return "JPEG and pickle over a Unix socket";
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
    return Sockets.jpeg(true);
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    side.encoded(camera)
        .process(side.parts().begin("pickle"))
        .marshal()
        .custom("shmframePickle")
        .process(side.parts().end("pickle"))
        .process(side.parts().begin("send"))
        .to(RawUnixSocket.sender(side))
        .process(side.parts().end("send"));
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    return side.decoded(
        routes
            .from(RawUnixSocket.receiver(side))
            .process(side.parts().begin("unpickle"))
            .unmarshal()
            .custom("shmframePickle")
            .process(side.parts().end("unpickle")));
  }
}
