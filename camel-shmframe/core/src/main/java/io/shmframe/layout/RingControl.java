// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * Where the fields of a ring's control page lie, in bytes from the start of the segment. {@code
 * docs/spec/ring.md} says what they mean.
 */
public final class RingControl {

  /** Bytes of the page. */
  public static final int BYTES = 4096;

  /** {@code SHMFRING}, the first letter in the lowest byte. */
  public static final long MAGIC_VALUE = 0x474E_4952_464D_4853L;

  /** Major number * 65536 + minor number. */
  public static final long VERSION_VALUE = 0x1_0000;

  /** In use. */
  public static final long IN_USE = 1;

  /** The name belongs to another segment by now, or to none. */
  public static final long RETIRED = 2;

  public static final int MAGIC = 0;
  public static final int VERSION = 8;
  public static final int ID = 16;
  public static final int FILE_BYTES = 24;
  public static final int SLOTS = 32;
  public static final int SLOT_BYTES = 40;
  public static final int CAPACITY = 48;
  public static final int DESCRIPTORS_OFFSET = 56;
  public static final int DESCRIPTOR_BYTES = 64;
  public static final int SLOTS_OFFSET = 72;
  public static final int PINS = 80;
  public static final int ENTRIES = 88;
  public static final int CREATED = 96;
  public static final int CRC = 104;

  /** Behind the last byte of the part that never changes. */
  public static final int FIXED_END = 112;

  public static final int WAKE = 256;
  public static final int HEAD = 320;
  public static final int BASE = 328;
  public static final int STATE = 384;
  public static final int WRITER_ID = 448;
  public static final int WRITER_PID = 456;
  public static final int WRITER_PID_NAMESPACE = 464;
  public static final int WRITER_SINCE = 472;
  public static final int WRITER_WAKES = 480;
  public static final int PUBLISHED = 512;
  public static final int ABORTED = 520;
  public static final int SKIPPED = 528;
  public static final int TAKEOVERS = 536;
  public static final int BLOCKED = 544;
  public static final int BLOCKED_NANOS = 552;
  public static final int REFUSED = 560;
  public static final int FREED = 568;

  private RingControl() {}

  /** A version in words. */
  public static String versionText(long version) {
    return (version >>> 16) + "." + (version & 0xFFFF);
  }
}
