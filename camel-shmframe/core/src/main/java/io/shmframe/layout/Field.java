// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * One field of a header.
 *
 * @param name as in the description; some names have a meaning
 * @param type of each element
 * @param count of elements, at least 1
 * @param offset of the first byte, from the start of the segment, at least 0
 */
public record Field(String name, FieldType type, int count, int offset) {

  /**
   * @throws LayoutException if the field does not lie within the first 2 GiB
   */
  public Field {
    if (name.isEmpty() || count < 1 || offset < 0) {
      throw new LayoutException(
          "Field '" + name + "' needs a name, a count of 1 or more and an offset of 0 or more");
    }
    if ((long) offset + (long) count * type.bytes() > Integer.MAX_VALUE) {
      throw new LayoutException("Field '" + name + "' ends behind the largest segment");
    }
  }

  /** The offset of the byte behind the field. */
  public int end() {
    return offset + count * type.bytes();
  }

  /** Whether a load of one element at its offset is a single access on every processor. */
  public boolean aligned() {
    return offset % type.bytes() == 0;
  }
}
