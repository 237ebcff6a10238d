// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/** The type of a header field, as a description writes it. */
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

  /** The size of one element, 1 to 8 bytes. */
  public int bytes() {
    return bytes;
  }
}
