// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The formats as the other program writes and reads them, by their description. */
enum Wire {
  LENGTH {
    @Override
    byte[] header(long length) {
      return ByteBuffer.allocate(4).putInt((int) length).array();
    }

    @Override
    int length(Peer peer) throws IOException {
      return ByteBuffer.wrap(peer.read(4)).getInt();
    }

    @Override
    SocketCodec sender() {
      return LengthPrefixed.sender();
    }

    @Override
    SocketCodec receiver() {
      return LengthPrefixed.receiver();
    }
  },

  PADDED {
    @Override
    byte[] header(long length) {
      return ascii(String.format("%-16d", length));
    }

    @Override
    int length(Peer peer) throws IOException {
      String text = new String(peer.read(16), StandardCharsets.US_ASCII);
      if (!text.matches("[0-9]+ *")) {
        throw new IOException("not as str.ljust writes it: " + text);
      }
      return Integer.parseInt(text.strip());
    }

    @Override
    SocketCodec sender() {
      return PaddedLength.sender();
    }

    @Override
    SocketCodec receiver() {
      return PaddedLength.receiver();
    }

    @Override
    void takeAnswer(Peer peer) throws IOException {
      String answer = new String(peer.read(ANSWER.length), StandardCharsets.US_ASCII);
      if (!answer.equals("recieved messages!")) {
        throw new IOException("not the answer: " + answer);
      }
    }

    @Override
    void answer(Peer peer) throws IOException {
      peer.send(ANSWER);
    }
  };

  static final byte[] ANSWER = ascii("recieved messages!");

  abstract byte[] header(long length);

  abstract int length(Peer peer) throws IOException;

  abstract SocketCodec sender();

  abstract SocketCodec receiver();

  /** What a sender does behind a frame. */
  void takeAnswer(Peer peer) throws IOException {}

  /** What a receiver does behind a frame. */
  void answer(Peer peer) throws IOException {}

  /** As a producer needs it. */
  final String sync() {
    return this == PADDED ? "sync=true" : "sync=false";
  }

  final byte[] frame(byte[] payload) {
    byte[] header = header(payload.length);
    return ByteBuffer.allocate(header.length + payload.length).put(header).put(payload).array();
  }

  /** Reads a frame and answers it. */
  final byte[] take(Peer peer) throws IOException {
    byte[] payload = peer.read(length(peer));
    answer(peer);
    return payload;
  }

  /** Sends a frame and takes the answer. */
  final void give(Peer peer, byte[] payload) throws IOException {
    peer.send(frame(payload));
    takeAnswer(peer);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
