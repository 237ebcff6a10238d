// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/** How the writer and the readers of a layout keep out of each other's way. */
public enum Synchronisation {
  /** By {@code valid}: 0 while the writer writes, 1 when the frame is complete. */
  VALID("valid"),
  /** By {@code status}, in turns: 0 free, 1 written by A, 2 answered by B. */
  STATUS("status"),
  /** By {@code seqlock}: odd while the writer writes, even when the frame is complete. */
  SEQLOCK("seqlock"),
  /**
   * By {@code sequence}, a counter that is stored behind the payload. It tells a new frame, but not
   * that the next one has been begun.
   */
  SEQUENCE("sequence"),
  /** Not at all. */
  NONE("");

  private final String field;

  Synchronisation(String field) {
    this.field = field;
  }

  /** The name of the field that it goes by; empty for {@link #NONE}. */
  public String field() {
    return field;
  }

  /**
   * Whether the header says that a frame is being overwritten, so that a reader who checks it
   * before and behind a copy knows that the copy is whole.
   */
  public boolean withdraws() {
    return this == VALID || this == STATUS || this == SEQLOCK;
  }
}
