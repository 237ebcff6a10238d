// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.layout.ElementType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Reads the chunks of a PNG, from its start to its end, and checks their checksums, without
 * decoding anything.
 */
final class PngFiles {

  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int IHDR = 0x49484452;
  private static final int TRNS = 0x74524E53;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;

  /** Length, type and checksum. */
  private static final int AROUND = 12;

  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;

  private final byte[] bytes;
  private final ByteBuffer file;
  private int at = Long.BYTES;
  private boolean data;
  private boolean transparent;

  private PngFiles(byte[] bytes) {
    this.bytes = bytes;
    this.file = ByteBuffer.wrap(bytes);
  }

  static PictureFile read(byte[] bytes) {
    PngFiles png = new PngFiles(bytes);
    if (bytes.length < Long.BYTES || png.file.getLong(0) != SIGNATURE) {
      throw png.error(
          "expected it to begin with 89 50 4E 47 0D 0A 1A 0A, found " + Endings.start(bytes));
    }
    return png.walk();
  }

  private PictureFile walk() {
    int header = at + Long.BYTES;
    if (chunk() != IHDR || at - header != 13 + Integer.BYTES) {
      throw error("expected it to begin with a chunk IHDR of 13 bytes");
    }
    for (int type = chunk(); type != IEND; type = chunk()) {
      transparent |= type == TRNS && !data;
      data |= type == IDAT;
    }
    if (!data) {
      throw error("it ends without a picture");
    }
    Endings.requireZeros(PictureKind.PNG, bytes, at);
    return described(header);
  }

  /** Passes a chunk and gives its type. */
  private int chunk() {
    int left = bytes.length - at;
    if (left < AROUND) {
      throw error("it ends without its chunk IEND: it was cut, or is not complete yet");
    }
    int length = file.getInt(at);
    int type = file.getInt(at + Integer.BYTES);
    if (length < 0 || length > left - AROUND) {
      throw error(
          "chunk "
              + name(type)
              + " at byte "
              + at
              + " has "
              + Integer.toUnsignedString(length)
              + " bytes, of which "
              + (left - AROUND)
              + " are there");
    }
    CRC32 sum = new CRC32();
    sum.update(bytes, at + Integer.BYTES, Integer.BYTES + length);
    if ((int) sum.getValue() != file.getInt(at + Long.BYTES + length)) {
      throw error("chunk " + name(type) + " at byte " + at + " has the wrong checksum");
    }
    at += AROUND + length;
    return type;
  }

  private PictureFile described(int header) {
    int depth = bytes[header + 8];
    int colour = bytes[header + 9];
    boolean known =
        switch (colour) {
          case GREY -> Set.of(1, 2, 4, 8, 16).contains(depth);
          case PALETTE -> Set.of(1, 2, 4, 8).contains(depth);
          case RGB, 4, 6 -> depth == 8 || depth == 16;
          default -> false;
        };
    boolean usual = bytes[header + 10] == 0 && bytes[header + 11] == 0 && bytes[header + 12] <= 1;
    if (!known || !usual) {
      throw error("there is no PNG of colour type " + colour + " with " + depth + " bits");
    }
    int channels =
        switch (colour) {
          case GREY -> 1;
          case RGB, PALETTE -> transparent ? 4 : 3;
          default -> 4;
        };
    return new PictureFile(
        PictureKind.PNG,
        bytes,
        file.getInt(header),
        file.getInt(header + Integer.BYTES),
        channels,
        depth == 16 ? ElementType.UINT16 : ElementType.UINT8);
  }

  private static String name(int type) {
    byte[] letters = ByteBuffer.allocate(Integer.BYTES).putInt(type).array();
    return new String(letters, StandardCharsets.ISO_8859_1).replaceAll("[^A-Za-z]", "?");
  }

  private PictureException error(String why) {
    return new PictureException("A PNG of " + bytes.length + " bytes: " + why);
  }
}
