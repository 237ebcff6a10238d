// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import net.razorvine.pickle.Opcodes;

/** Writes opcodes as CPython's pickler does in one protocol, and numbers what it remembers. */
final class PickleOpcodeWriter {

  private final int protocol;
  private final Map<String, Integer> memo = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
  private int memoized;

  PickleOpcodeWriter(int protocol) {
    this.protocol = protocol;
  }

  /** What was written since the last call. */
  byte[] take() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  void op(short opcode) {
    out.write(opcode);
  }

  /** An opcode and a little-endian number of so many bytes. */
  void op(short opcode, long value, int bytes) {
    op(opcode);
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> 8 * i));
    }
  }

  /** An opcode that makes something which CPython puts into the memo. */
  void made(short opcode) {
    op(opcode);
    memoize();
  }

  int memoize() {
    if (protocol >= 4) {
      op(Opcodes.MEMOIZE);
    } else {
      op(Opcodes.BINPUT, memoized, 1);
    }
    return memoized++;
  }

  void integer(int value) {
    if (value < 1 << 8) {
      op(Opcodes.BININT1, value, 1);
    } else if (value < 1 << 16) {
      op(Opcodes.BININT2, value, 2);
    } else {
      op(Opcodes.BININT, value, 4);
    }
  }

  void global(String module, String name) {
    if (protocol >= 4) {
      text(module);
      text(name);
      made(Opcodes.STACK_GLOBAL);
      return;
    }
    String both = module + '\n' + name + '\n';
    if (!remembered(both)) {
      op(Opcodes.GLOBAL);
      ascii(both);
      memo.put(both, memoize());
    }
  }

  void text(String text) {
    if (!remembered(text)) {
      if (protocol >= 4) {
        op(Opcodes.SHORT_BINUNICODE, text.length(), 1);
      } else {
        op(Opcodes.BINUNICODE, text.length(), 4);
      }
      ascii(text);
      memo.put(text, memoize());
    }
  }

  void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean remembered(String text) {
    Integer number = memo.get(text);
    if (number != null) {
      op(Opcodes.BINGET, number, 1);
    }
    return number != null;
  }
}
