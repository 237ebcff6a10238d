// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes or a text in a message, as they lie there: however often a pickle takes them from its memo
 * or encodes them, they take no more memory.
 */
record PickleBytes(Kind kind, byte[] message, int from, int length) {

  enum Kind {
    BYTES,
    TEXT,
    /** Bytes that are what a text is in Latin-1. */
    LATIN1
  }

  /** Whether this is that text, which is ASCII. */
  boolean isText(String text) {
    return kind == Kind.TEXT && text.equals(shortText());
  }

  boolean isBytes() {
    return kind != Kind.TEXT;
  }

  /** What a message to a person may show of it: no control characters, and not much. */
  String shortText() {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(length, 64); i++) {
      byte b = message[from + i];
      shown.append(b >= ' ' && b < 0x7F ? (char) b : '?');
    }
    return length > 64 ? shown + "..." : shown.toString();
  }

  PickleBytes encoded() {
    return new PickleBytes(Kind.LATIN1, message, from, length);
  }

  @Override
  public String toString() {
    return (kind == Kind.BYTES ? "bytes" : "a text") + " of length " + length;
  }

  /** A copy, if these are bytes and so many of them. */
  Optional<byte[]> copy(int size) {
    if (kind == Kind.BYTES && size == length) {
      return Optional.of(Arrays.copyOfRange(message, from, from + length));
    }
    // Each character of a text has a byte or two.
    return kind == Kind.LATIN1 && size >= 0 && size <= length ? decoded(size) : Optional.empty();
  }

  private Optional<byte[]> decoded(int size) {
    byte[] bytes = new byte[size];
    int end = from + length;
    int n = 0;
    for (int i = from; i < end; i++, n++) {
      int b = message[i] & 0xFF;
      boolean two = b >= 0x80;
      boolean known = !two || (b == 0xC2 || b == 0xC3) && i + 1 < end && message[i + 1] < -64;
      if (!known || n == size) {
        return Optional.empty();
      }
      bytes[n] = (byte) (two ? b << 6 | message[++i] & 0x3F : b);
    }
    return n == size ? Optional.of(bytes) : Optional.empty();
  }
}
