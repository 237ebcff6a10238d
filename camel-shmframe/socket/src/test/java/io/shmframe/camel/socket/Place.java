// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** An address of its own, and how {@code netty:} says it. */
record Place(SocketAddress address, String endpoint, String client) {

  static Place tcp() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      return new Place(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          "netty:tcp://127.0.0.1:" + port + "?reuseAddress=true",
          "&clientMode=true&reconnectInterval=50");
    }
  }

  static Place unix(Path folder) {
    Path socket = folder.resolve("s" + System.nanoTime());
    return new Place(
        UnixDomainSocketAddress.of(socket),
        "netty:tcp://localhost:0?nativeTransport=true&unixDomainSocketPath=" + socket,
        "&clientMode=true&reconnectInterval=50&nettyServerBootstrapFactory=#unixClient");
  }

  /** A consumer that listens. */
  String server() {
    return endpoint + "&decoders=#codec&bridgeErrorHandler=true&shutdownTimeout=20";
  }

  /** A consumer that connects. */
  String clientMode() {
    return endpoint + "&decoders=#codec&bridgeErrorHandler=true" + client;
  }

  /** A producer with one connection: after a failure Camel's pool may open a spare one. */
  String producer(Wire wire) {
    return endpoint + "&decoders=#codec&producerPoolMaxTotal=1&" + wire.sync();
  }
}
