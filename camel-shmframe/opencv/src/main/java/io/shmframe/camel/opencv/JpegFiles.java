// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.layout.ElementType;

/**
 * Reads the markers of a JPEG, from its start to its end, without decoding anything. A file that
 * was cut, or put together from parts of two, is found here; bits that changed within the picture's
 * data are not, since a JPEG has no checksum.
 */
final class JpegFiles {

  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int TEMPORARY = 0x01;

  /** A progressive JPEG has about ten; each costs a walk over the whole decoded picture. */
  private static final int MOST_SCANS = 100;

  private final byte[] bytes;
  private int at = 2;
  private int width;
  private int height;
  private int components;
  private int scans;

  private JpegFiles(byte[] bytes) {
    this.bytes = bytes;
  }

  static PictureFile read(byte[] bytes) {
    JpegFiles file = new JpegFiles(bytes);
    if (bytes.length < 4 || file.octet(0) != 0xFF || file.octet(1) != START) {
      throw file.error("expected it to begin with FF D8, found " + Endings.start(bytes));
    }
    file.walk();
    Endings.requireZeros(PictureKind.JPEG, bytes, file.at);
    return new PictureFile(
        PictureKind.JPEG,
        bytes,
        file.width,
        file.height,
        file.components == 1 ? 1 : 3,
        ElementType.UINT8);
  }

  private void walk() {
    for (int marker = marker(); marker != END; marker = marker()) {
      if (marker != TEMPORARY) {
        segment(marker);
      }
    }
    if (components == 0 || scans == 0) {
      throw error("it ends without a picture");
    }
  }

  /** The next marker, which may have any number of FF before it. */
  private int marker() {
    if (at < bytes.length && octet(at) != 0xFF) {
      throw error("expected a marker at byte " + at + ", found " + Endings.hex(octet(at)));
    }
    while (at < bytes.length && octet(at) == 0xFF) {
      at++;
    }
    if (at >= bytes.length) {
      throw error("it ends without its end marker, FF D9: it was cut, or is not complete yet");
    }
    return octet(at++);
  }

  private void segment(int marker) {
    if (marker < 0xC0 || marker >= 0xD0 && marker <= START) {
      throw error("marker FF " + Endings.hex(marker) + " at byte " + (at - 2) + " is out of place");
    }
    int from = at;
    int length = at + 2 <= bytes.length ? pair(at) : 0;
    if (length < 2 || length > bytes.length - at) {
      throw error(
          "segment FF "
              + Endings.hex(marker)
              + " at byte "
              + (at - 2)
              + " has "
              + length
              + " bytes, of which "
              + (bytes.length - at)
              + " are there");
    }
    at += length;
    if (marker == SCAN) {
      scan();
    } else if (marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      frame(marker, from, length);
    }
  }

  private void frame(int marker, int from, int length) {
    if (components != 0) {
      throw error("it has two pictures, the second at byte " + (from - 2));
    }
    boolean known = marker <= 0xC2 || marker == 0xC9 || marker == 0xCA;
    if (!known) {
      throw error(
          "coding FF "
              + Endings.hex(marker)
              + ": expected baseline, extended or progressive, not lossless or hierarchical");
    }
    if (length < 8 || octet(from + 2) != 8) {
      throw error("expected values of 8 bits, found " + (length < 8 ? 0 : octet(from + 2)));
    }
    height = pair(from + 3);
    width = pair(from + 5);
    components = octet(from + 7);
    if (components != 1 && components != 3 && components != 4 || length < 8 + 3 * components) {
      throw error("expected 1, 3 or 4 components, found " + components);
    }
  }

  /** Passes the data of a scan, where FF stands for itself only before 00. */
  private void scan() {
    if (components == 0) {
      throw error("a scan at byte " + at + " comes before the size of the picture");
    }
    if (++scans > MOST_SCANS) {
      throw error("expected at most " + MOST_SCANS + " scans");
    }
    while (at + 1 < bytes.length) {
      if (bytes[at] == (byte) 0xFF) {
        int next = octet(at + 1);
        boolean data = next == 0 || next >= 0xD0 && next <= 0xD7;
        if (!data && next != 0xFF) {
          return;
        }
        at += data ? 2 : 1;
      } else {
        at++;
      }
    }
    at = bytes.length;
  }

  private int octet(int index) {
    return bytes[index] & 0xFF;
  }

  private int pair(int index) {
    return octet(index) << 8 | octet(index + 1);
  }

  private PictureException error(String why) {
    return new PictureException("A JPEG of " + bytes.length + " bytes: " + why);
  }
}
