// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;

/** The other program where it listens. */
final class PeerServer implements AutoCloseable {

  private final ServerSocketChannel socket;
  private final SocketAddress address;

  private PeerServer(ServerSocketChannel socket, SocketAddress address) {
    this.socket = socket;
    this.address = address;
  }

  static PeerServer at(SocketAddress address) throws IOException {
    boolean unix = address instanceof UnixDomainSocketAddress;
    ServerSocketChannel socket =
        ServerSocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
    if (!unix) {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    }
    socket.bind(address);
    return new PeerServer(socket, address);
  }

  Peer accept() throws IOException {
    return new Peer(socket.accept());
  }

  @Override
  public void close() throws IOException {
    socket.close();
    if (address instanceof UnixDomainSocketAddress unix) {
      Files.deleteIfExists(unix.getPath());
    }
  }
}
