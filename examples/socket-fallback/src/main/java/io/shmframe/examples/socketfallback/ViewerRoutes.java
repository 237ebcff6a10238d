// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import io.shmframe.camel.socket.PaddedLength;
import io.shmframe.camel.socket.SocketFallback;
import org.apache.camel.builder.RouteBuilder;

/**
 * The receiving side. Two routes feed a third, which is what you do with your frames; the policy
 * starts the second while the first has none.
 */
final class ViewerRoutes extends RouteBuilder {

  static final String MEMORY = "memory";
  static final String SOCKET = "socket";

  /** The bean of the socket's wire format. */
  final PaddedLength receiver = PaddedLength.receiver();

  private final DemoOptions options;
  private final Tally tally;

  ViewerRoutes(DemoOptions options, Tally tally) {
    this.options = options;
    this.tally = tally;
  }

  @Override
  public void configure() {
    from("shmframe:" + options.segment() + "?layout=frameheader&bodyType=mat&staleAfter=500ms")
        .routeId(MEMORY)
        .routePolicy(SocketFallback.to(SOCKET))
        .setProperty(Tally.WAY, constant(MEMORY))
        .to("direct:frames");

    from("netty:tcp://127.0.0.1:" + options.port() + "?decoders=#receiver")
        .routeId(SOCKET)
        .autoStartup(false)
        .unmarshal()
        .custom("shmframeJpeg")
        .setProperty(Tally.WAY, constant(SOCKET))
        .to("direct:frames");

    from("direct:frames").routeId("frames").process(tally);
  }
}
