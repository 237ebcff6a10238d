// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * Where the fields of a ring's table of readers lie: those of the file in bytes from its start,
 * those of an entry in bytes from the entry's. {@code docs/spec/ring.md} says what they mean.
 */
public final class RingEntries {

  /** {@code SHMFPINS}, the first letter in the lowest byte. */
  public static final long MAGIC_VALUE = 0x534E_4950_464D_4853L;

  public static final int MAGIC = 0;
  public static final int VERSION = 8;
  public static final int ID = 16;
  public static final int ENTRIES = 24;
  public static final int PINS = 32;

  /** Where the first entry begins, and from one to the next. */
  public static final int ENTRY_BYTES = 128;

  public static final int PIN = 0;
  public static final int NEXT = 8;
  public static final int PID = 16;
  public static final int PID_NAMESPACE = 24;
  public static final int SINCE = 32;
  public static final int DELIVERED = 40;
  public static final int MISSED = 48;
  public static final int TORN = 56;
  public static final int NAME = 64;

  /** Most bytes of a name. */
  public static final int NAME_BYTES = 64;

  private RingEntries() {}

  /** Where an entry begins. */
  public static int entry(int number) {
    return ENTRY_BYTES * (number + 1);
  }

  /** Bytes of a table. */
  public static int fileBytes(int entries) {
    return entry(entries);
  }
}
