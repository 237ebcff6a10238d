// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.Locale;
import java.util.Optional;

/** The type of a header field, as a description writes it in small letters. */
public enum FieldType {
  I8(1),
  U8(1),
  I16(2),
  U16(2),
  I32(4),
  U32(4),
  I64(8),
  U64(8),
  F32(4),
  F64(8),
  CHAR(1);

  private final int bytes;

  FieldType(int bytes) {
    this.bytes = bytes;
  }

  /** The type that a description names. */
  public static Optional<FieldType> of(String text) {
    for (FieldType type : values()) {
      if (type.text().equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** As a description writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The size of one element, 1 to 8 bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether it is a whole number, of either sign. */
  public boolean integer() {
    return this != F32 && this != F64 && this != CHAR;
  }

  /** Whether it is a whole number without a sign. */
  public boolean unsigned() {
    return this == U8 || this == U16 || this == U32 || this == U64;
  }
}
