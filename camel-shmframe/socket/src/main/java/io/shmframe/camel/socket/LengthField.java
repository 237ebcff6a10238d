// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;

/** How the length is written that stands before a payload. */
enum LengthField {

  /** Four bytes, the most significant first, without a sign. */
  UNSIGNED_INT(4) {
    @Override
    long read(ByteBuf in, int at) {
      return in.getUnsignedInt(at);
    }

    @Override
    void write(int length, ByteBuf out) {
      out.writeInt(length);
    }
  },

  /** Sixteen bytes of decimal digits, filled up with spaces on either side. */
  PADDED_TEXT(16) {
    @Override
    long read(ByteBuf in, int at) {
      String text = in.toString(at, size(), StandardCharsets.ISO_8859_1);
      int from = 0;
      int to = text.length();
      while (from < to && text.charAt(from) == ' ') {
        from++;
      }
      while (to > from && text.charAt(to - 1) == ' ') {
        to--;
      }
      boolean digits = from < to && text.substring(from, to).chars().allMatch(LengthField::digit);
      if (!digits) {
        throw new CorruptedFrameException(
            "the length must be 16 bytes of digits and spaces, not " + Shown.of(text));
      }
      return Long.parseLong(text, from, to, 10);
    }

    @Override
    void write(int length, ByteBuf out) {
      String text = Integer.toString(length);
      out.writeCharSequence(text + " ".repeat(size() - text.length()), StandardCharsets.US_ASCII);
    }
  };

  private final int size;

  LengthField(int size) {
    this.size = size;
  }

  /** How many bytes the length takes. */
  final int size() {
    return size;
  }

  /** The length that stands at this index; {@link #size} bytes are there. */
  abstract long read(ByteBuf in, int at);

  abstract void write(int length, ByteBuf out);

  private static boolean digit(int character) {
    return character >= '0' && character <= '9';
  }
}
