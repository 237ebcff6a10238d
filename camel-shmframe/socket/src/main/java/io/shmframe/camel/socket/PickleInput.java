// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.ByteArrayInputStream;

/**
 * A message of pickle's, of which no length is believed before it was held against what is left.
 */
final class PickleInput extends ByteArrayInputStream {

  /** Longer than any name in what numpy writes. */
  private static final int MAX_NAME = 64;

  PickleInput(byte[] message) {
    super(message);
  }

  int position() {
    return pos;
  }

  int remaining() {
    return count - pos;
  }

  /** Refuses a message that has not so many bytes left. */
  void require(int bytes) throws PickleFormatException {
    if (bytes > remaining()) {
      throw new PickleFormatException(
          "expected " + bytes + " more bytes, found " + remaining(), pos);
    }
  }

  /** The little-endian number of so many bytes that comes next, without going on. */
  long peek(int bytes) throws PickleFormatException {
    require(bytes);
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | buf[pos + i] & 0xFF;
    }
    return value;
  }

  /** Goes over a length of so many bytes and what is so long; that is not copied. */
  PickleBytes piece(PickleBytes.Kind kind, int lengthBytes) throws PickleFormatException {
    long length = peek(lengthBytes);
    int left = remaining() - lengthBytes;
    if (length < 0 || length > left) {
      throw new PickleFormatException(
          "expected a length of at most the "
              + left
              + " bytes that are left, found "
              + Long.toUnsignedString(length),
          pos);
    }
    PickleBytes piece = new PickleBytes(kind, buf, pos + lengthBytes, (int) length);
    pos += lengthBytes + (int) length;
    return piece;
  }

  /** Goes over a line that is a name, and its end. */
  PickleBytes name() throws PickleFormatException {
    for (int i = pos; i < count && i - pos <= MAX_NAME; i++) {
      if (buf[i] == '\n') {
        PickleBytes name = new PickleBytes(PickleBytes.Kind.TEXT, buf, pos, i - pos);
        pos = i + 1;
        return name;
      }
    }
    throw new PickleFormatException(
        "expected the line of a name of at most " + MAX_NAME + " bytes, found no end of it", pos);
  }
}
