// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * One field of a header.
 *
 * @param name as in the description; some names have a meaning, see {@link HeaderLayout}
 * @param type of each element
 * @param count of elements, at least 1
 * @param offset of the first byte, from the start of the stream, at least 0
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

  /** How many bytes it has. */
  public int bytes() {
    return count * type.bytes();
  }

  /** The offset of the byte behind the field. */
  public int end() {
    return offset + bytes();
  }

  /** Whether it shares a byte with another. */
  boolean overlaps(Field other) {
    return offset < other.end() && other.offset < end();
  }

  /** As a description writes it. */
  @Override
  public String toString() {
    boolean counted = count > 1 || type == FieldType.CHAR;
    return name + ":" + type.text() + (counted ? "[" + count + "]" : "") + "@" + offset;
  }
}
