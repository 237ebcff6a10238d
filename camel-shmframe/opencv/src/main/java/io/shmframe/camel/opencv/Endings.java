// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import java.util.HexFormat;

/** What stands before and behind a picture, as errors say it. */
final class Endings {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private Endings() {}

  /** Two digits. */
  static String hex(int octet) {
    return HEX.toHexDigits((byte) octet);
  }

  /** The first bytes, as many as tell what kind of file it is. */
  static String start(byte[] bytes) {
    return bytes.length == 0 ? "nothing" : HEX.formatHex(bytes, 0, Math.min(8, bytes.length));
  }

  /** Padding is allowed, a second picture is not: it shows that somebody lost count. */
  static void requireZeros(PictureKind kind, byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        throw new PictureException(
            "A "
                + kind
                + " of "
                + bytes.length
                + " bytes: it ends at byte "
                + from
                + ", expected nothing or zeros behind it, found "
                + hex(bytes[i])
                + " at byte "
                + i);
      }
    }
  }
}
