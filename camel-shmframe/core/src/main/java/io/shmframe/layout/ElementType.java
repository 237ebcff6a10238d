// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.Locale;
import java.util.Optional;

/**
 * What the values of a picture or a tensor are. The names and the numbers are numpy's ({@code
 * numpy.dtype}: {@code name}, {@code str}, {@code num}), the depths OpenCV's ({@code
 * opencv2/core/hal/interface.h}). Payloads are in the order of the machine, little-endian.
 */
public enum ElementType {
  UINT8(1, 0, 2, "u1"),
  INT8(1, 1, 1, "i1"),
  UINT16(2, 2, 4, "u2"),
  INT16(2, 3, 3, "i2"),
  INT32(4, 4, 5, "i4"),
  FLOAT32(4, 5, 11, "f4"),
  FLOAT64(8, 6, 12, "f8"),
  FLOAT16(2, 7, 23, "f2"),
  UINT32(4, -1, 6, "u4"),
  INT64(8, -1, 7, "i8"),
  UINT64(8, -1, 8, "u8");

  /** In the order of OpenCV's depths. */
  private static final ElementType[] VALUES = values();

  private static final int DEPTHS = 8;

  private final int bytes;
  private final int depth;
  private final int number;
  private final String code;

  ElementType(int bytes, int depth, int number, String code) {
    this.bytes = bytes;
    this.depth = depth;
    this.number = number;
    this.code = code;
  }

  /** The type of one of OpenCV's depths, 0 to 7. */
  static ElementType ofDepth(int depth) {
    return VALUES[depth & (DEPTHS - 1)];
  }

  /**
   * The type of a numpy number; {@code long long} (9 and 10) counts as the 64-bit {@code long} that
   * it is.
   */
  public static Optional<ElementType> ofNumber(long number) {
    for (ElementType type : VALUES) {
      if (type.number == number || number - 2 == type.number && type.bytes == 8 && number < 11) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type of a numpy name ({@code float32}) or type string ({@code <f4}, {@code |u1}). */
  public static Optional<ElementType> of(String text) {
    for (ElementType type : VALUES) {
      if (type.text().equals(text)
          || text.equals(type.code)
          || text.equals("<" + type.code)
          || text.equals("|" + type.code) && type.bytes == 1) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Bytes of one value, 1 to 8. */
  public int bytes() {
    return bytes;
  }

  /**
   * OpenCV's depth.
   *
   * @throws LayoutException if it has none
   */
  public int depth() {
    if (depth < 0) {
      throw new LayoutException("OpenCV has no depth for " + text());
    }
    return depth;
  }

  /** Numpy's number, {@code dtype.num}. */
  public int number() {
    return number;
  }

  /** Numpy's name, {@code dtype.name}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Numpy's code without the order of the bytes, such as {@code f4}. */
  String code() {
    return code;
  }

  /** All names, for messages. */
  static String names() {
    StringBuilder names = new StringBuilder();
    for (ElementType type : VALUES) {
      names.append(names.length() == 0 ? "" : " ").append(type.text());
    }
    return names.toString();
  }
}
