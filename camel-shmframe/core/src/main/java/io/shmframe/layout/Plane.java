// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * A part of a payload in rows of one length.
 *
 * @param offset of its first byte, from the start of the payload
 * @param rows how many there are, at least 1
 * @param rowBytes bytes of a row that belong to the picture
 * @param stride bytes from the start of one row to the start of the next, at least {@code rowBytes}
 */
public record Plane(long offset, int rows, long rowBytes, long stride) {

  /** Behind its last byte; what a stride leaves over at the end of the last row does not count. */
  long end() {
    return offset + (rows - 1) * stride + rowBytes;
  }
}
