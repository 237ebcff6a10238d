// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import net.razorvine.pickle.Opcodes;

/**
 * Writes one array as numpy 1 does, opcode by opcode, memo and frames included: {@code
 * numpy.core.multiarray._reconstruct} and a state. numpy 2 keeps that name for the sake of such
 * pickles. It does not keep {@code numpy.core.numeric._frombuffer}, which numpy 1 writes in
 * protocol 5 (numpy 2 warns of it, and numpy 1 does not know {@code numpy._core}), so protocol 5
 * has the form that numpy itself gives there to an array that is not contiguous.
 */
final class PickleArrayWriter {

  /** CPython leaves what is as long as this out of its frames. */
  private static final int FRAMED = 64 << 10;

  private static final int FRAME_HEAD = 9;

  private final int protocol;
  private final byte[] payload;
  private final PickleOpcodeWriter to;
  private final byte[] head;
  private final byte[] tail;

  PickleArrayWriter(int protocol, byte[] payload) {
    this.protocol = protocol;
    this.payload = payload;
    to = new PickleOpcodeWriter(protocol);
    array();
    head = to.take();
    end();
    tail = to.take();
  }

  /** Writes the pickle; if it has more bytes than so many, writes nothing and fails. */
  void write(OutputStream out, int maxBytes) throws IOException {
    int frames = protocol < 4 ? 0 : payload.length < FRAMED ? 1 : 2;
    long length = 2L + frames * FRAME_HEAD + head.length + payloadBytes() + tail.length;
    if (length > maxBytes) {
      throw new PickleFormatException(
          "expected at most maxBytes=" + maxBytes + " bytes, found " + length + " to be written",
          maxBytes);
    }
    out.write(Opcodes.PROTO);
    out.write(protocol);
    if (frames == 1) {
      frame(out, head.length + payload.length + tail.length);
    } else if (frames == 2) {
      frame(out, head.length - payloadHead());
    }
    out.write(head);
    if (protocol == 2) {
      latin1(out);
    } else {
      out.write(payload);
    }
    if (frames == 2) {
      frame(out, tail.length);
    }
    out.write(tail);
  }

  private void array() {
    to.global("numpy.core.multiarray", "_reconstruct");
    to.global("numpy", "ndarray");
    to.integer(0);
    to.made(Opcodes.TUPLE1);
    typeCode();
    to.made(Opcodes.TUPLE3);
    to.made(Opcodes.REDUCE);
    to.op(Opcodes.MARK);
    to.integer(1);
    to.integer(payload.length);
    to.made(Opcodes.TUPLE1);
    dtype();
    to.op(Opcodes.NEWFALSE);
    beginPayload();
  }

  private void dtype() {
    to.global("numpy", "dtype");
    to.text("u1");
    to.op(Opcodes.NEWFALSE);
    to.op(Opcodes.NEWTRUE);
    to.made(Opcodes.TUPLE3);
    to.made(Opcodes.REDUCE);
    to.op(Opcodes.MARK);
    to.integer(3);
    to.text("|");
    to.op(Opcodes.NONE);
    to.op(Opcodes.NONE);
    to.op(Opcodes.NONE);
    to.op(Opcodes.BININT, -1, 4);
    to.op(Opcodes.BININT, -1, 4);
    to.integer(0);
    to.made(Opcodes.TUPLE);
    to.op(Opcodes.BUILD);
  }

  /** The {@code b'b'} with which numpy makes the array that the state then fills. */
  private void typeCode() {
    if (protocol == 2) {
      to.global("_codecs", "encode");
      to.text("b");
      encode();
    } else {
      to.op(Opcodes.SHORT_BINBYTES, 1, 1);
      to.ascii("b");
      to.memoize();
    }
  }

  /** All of the payload's opcode but the payload. */
  private void beginPayload() {
    if (protocol > 2) {
      boolean small = payloadHead() == 2;
      to.op(small ? Opcodes.SHORT_BINBYTES : Opcodes.BINBYTES, payload.length, payloadHead() - 1);
    } else if (payload.length > 0) {
      to.global("_codecs", "encode");
      to.op(Opcodes.BINUNICODE, payloadBytes(), 4);
    } else {
      to.global("__builtin__", "bytes");
    }
  }

  private void end() {
    if (protocol > 2) {
      to.memoize();
    } else if (payload.length > 0) {
      to.memoize();
      encode();
    } else {
      to.op(Opcodes.EMPTY_TUPLE);
      to.made(Opcodes.REDUCE);
    }
    to.made(Opcodes.TUPLE);
    to.op(Opcodes.BUILD);
    to.op(Opcodes.STOP);
  }

  /** Protocol 2 has no bytes: they are a text, and what the text is in Latin-1. */
  private void encode() {
    to.text("latin1");
    to.made(Opcodes.TUPLE2);
    to.made(Opcodes.REDUCE);
  }

  /** How many bytes the payload's opcode and its length take. */
  private int payloadHead() {
    return payload.length < 1 << 8 ? 2 : 5;
  }

  /** How many bytes the payload takes. */
  private long payloadBytes() {
    long bytes = payload.length;
    if (protocol == 2) {
      for (byte b : payload) {
        bytes += (b & 0x80) >> 7;
      }
    }
    return bytes;
  }

  /** The payload as the UTF-8 of a text of as many characters, piece by piece. */
  private void latin1(OutputStream out) throws IOException {
    int step = 8 << 10;
    for (int from = 0; from < payload.length; from += step) {
      int length = Math.min(step, payload.length - from);
      out.write(
          new String(payload, from, length, StandardCharsets.ISO_8859_1)
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void frame(OutputStream out, long length) throws IOException {
    out.write(Opcodes.FRAME);
    for (int i = 0; i < 8; i++) {
      out.write((int) (length >> 8 * i));
    }
  }
}
