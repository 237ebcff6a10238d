// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/** Where a field begins that a description gives no offset to. */
public enum Alignment {
  /** Right behind the one before it, as with {@code #pragma pack(1)} or Python's {@code struct}. */
  PACKED,
  /**
   * On a multiple of the size of its elements, as a C compiler lays out a struct on x86-64 and
   * AArch64; the header's end is rounded up to the largest of those, which is the struct's {@code
   * sizeof}.
   */
  NATURAL
}
