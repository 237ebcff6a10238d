// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import io.shmframe.camel.socket.LengthPrefixed;
import io.shmframe.camel.socket.PaddedLength;
import io.shmframe.camel.socket.UnixClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.spi.Registry;

/**
 * A place where a route and a peer meet: the socket of one of the old programs' protocols, with the
 * endpoints for all roles that a route can have there.
 *
 * @param framing by its name in the peers' options: {@code pickle} on a Unix socket, {@code padded}
 *     on TCP
 * @param address where, in the peers' words
 */
record Wire(String framing, String address) {

  static Wire of(String framing, Path folder) {
    return new Wire(
        framing,
        framing.equals("pickle")
            ? folder.resolve("frames.sock").toString()
            : "127.0.0.1:" + freePort());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The beans that the endpoints name, with so much time for a frame. */
  void bind(Registry registry, Duration frameTimeout) {
    if (answered()) {
      registry.bind("sender", PaddedLength.sender().frameTimeout(frameTimeout));
      registry.bind("receiver", PaddedLength.receiver().frameTimeout(frameTimeout));
    } else {
      registry.bind("sender", LengthPrefixed.sender().frameTimeout(frameTimeout));
      registry.bind("receiver", LengthPrefixed.receiver().frameTimeout(frameTimeout));
      registry.bind("unixClient", new UnixClient());
    }
  }

  boolean answered() {
    return framing.equals("padded");
  }

  /** The consumer of a route that serves, with the role {@code sender} or {@code receiver}. */
  String serving(String role) {
    return uri(role, "sync=true&bridgeErrorHandler=true");
  }

  /** The consumer of a route that connects to a peer that serves, now and when it is lost. */
  String connecting(String role) {
    return uri(role, "sync=true&bridgeErrorHandler=true&clientMode=true&reconnectInterval=50")
        + (answered() ? "" : "&nettyServerBootstrapFactory=#unixClient");
  }

  /** The producer of a route that sends to a peer that serves. */
  String sending() {
    return uri("sender", answered() ? "sync=true&requestTimeout=1000" : "sync=false")
        + "&producerPoolMaxTotal=1";
  }

  private String uri(String role, String options) {
    String place =
        answered()
            ? address + "?"
            : "localhost:0?nativeTransport=true&unixDomainSocketPath=" + address + "&";
    return "netty:tcp://" + place + options + "&decoders=#" + role;
  }
}
