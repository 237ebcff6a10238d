// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import io.shmframe.camel.socket.PaddedLength;
import org.apache.camel.builder.RouteBuilder;

/**
 * The sending side. Camel's failover tries shared memory with each frame, and the socket where that
 * fails; so it comes back by itself.
 */
final class CameraRoutes extends RouteBuilder {

  /** The bean of the socket's wire format. */
  final PaddedLength sender = PaddedLength.sender();

  private final String segment;
  private final String directory;
  private final boolean owner;
  private final int port;

  /**
   * @param owner whether this camera makes the segment; if not, the socket is used where there is
   *     none
   */
  CameraRoutes(String segment, String directory, boolean owner, int port) {
    this.segment = segment;
    this.directory = directory;
    this.owner = owner;
    this.port = port;
  }

  @Override
  public void configure() {
    // Whoever plays the frames hears of one that is lost both ways.
    errorHandler(noErrorHandler());

    from("direct:camera")
        .loadBalance()
        .failover(1, false, false)
        .to(
            "shmframe:"
                + segment
                + "?layout=frameheader&directory="
                + directory
                + "&create="
                + (owner ? "replace" : "never"))
        .to("direct:socket")
        .end();

    from("direct:socket")
        .marshal()
        .custom("shmframeJpeg")
        .to(
            "netty:tcp://127.0.0.1:"
                + port
                + "?decoders=#sender&requestTimeout=2000&producerPoolMaxTotal=1");
  }
}
