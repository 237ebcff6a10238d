// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The other program: a plain blocking socket that knows nothing of Netty. */
final class Peer implements AutoCloseable {

  private final SocketChannel socket;

  Peer(SocketChannel socket) {
    this.socket = socket;
  }

  static Peer connect(SocketAddress address) throws IOException {
    return new Peer(SocketChannel.open(address));
  }

  /** In one write. */
  void send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
  }

  void sendByteByByte(byte[] bytes) throws IOException {
    if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    for (byte one : bytes) {
      send(new byte[] {one});
      Thread.yield();
    }
  }

  byte[] read(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new EOFException("after " + buffer.position() + " of " + count + " bytes");
      }
    }
    return buffer.array();
  }

  /** Whether the other side closed without a byte more. */
  boolean ended() throws IOException {
    try {
      return socket.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** As a process that is killed with unread bytes: the connection is reset. */
  void reset() throws IOException {
    if (socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    socket.close();
  }
}
