// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Where descriptors and slots of a ring lie, and the part of its control page that says so.
 *
 * @param slots how many there are, {@link #MIN_SLOTS} to {@link #MAX_SLOTS}
 * @param capacity most bytes of a payload, at least 1
 * @param entries in the table of readers
 */
public record RingLayout(int slots, long capacity, int entries) {

  public static final int MIN_SLOTS = 3;
  public static final int MAX_SLOTS = 1024;

  /** Bytes from one descriptor to the next. */
  public static final int DESCRIPTOR_BYTES = 2048;

  /** The longest segment. */
  public static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private static final int PAGE = 4096;

  /** The slot of the newest frame, the one being written, the one a slow reader copies from. */
  private static final int UNPINNED = 3;

  /** Beyond those that lend: for readers that the writer waits for. */
  private static final int MORE_ENTRIES = 61;

  private static final int MOST_MORE_ENTRIES = 1024;

  public RingLayout {
    if (slots < MIN_SLOTS || slots > MAX_SLOTS) {
      throw new LayoutException(
          "A ring of " + slots + " slots: expected " + MIN_SLOTS + " to " + MAX_SLOTS);
    }
    if (capacity < 1 || capacity > MAX_BYTES) {
      throw new LayoutException(
          "A ring with a capacity of " + capacity + " bytes: expected 1 to " + MAX_BYTES);
    }
    int pins = slots - UNPINNED;
    if (entries < pins || entries > pins + MOST_MORE_ENTRIES) {
      throw new LayoutException(
          "A ring with "
              + entries
              + " entries for readers: expected "
              + pins
              + " to "
              + (pins + MOST_MORE_ENTRIES));
    }
    long bytes = fileBytes(slots, capacity);
    if (bytes > MAX_BYTES) {
      throw new LayoutException(
          "A ring of "
              + slots
              + " slots of "
              + capacity
              + " bytes each would have "
              + bytes
              + " bytes: expected at most "
              + MAX_BYTES);
    }
  }

  /**
   * A new ring.
   *
   * @throws LayoutException if there are too few or too many slots, or all together too large
   */
  public static RingLayout of(int slots, long capacity) {
    return new RingLayout(slots, capacity, slots + MORE_ENTRIES);
  }

  /** How many frames may be on loan at a time. */
  public int pins() {
    return slots - UNPINNED;
  }

  /** From one slot to the next. */
  public long slotBytes() {
    return pages(capacity);
  }

  /** Where the first slot begins. */
  public long slotsOffset() {
    return slotsOffset(slots);
  }

  /** Length of the segment. */
  public long fileBytes() {
    return fileBytes(slots, capacity);
  }

  private static long slotsOffset(int slots) {
    return pages(RingControl.BYTES + (long) slots * DESCRIPTOR_BYTES);
  }

  private static long fileBytes(int slots, long capacity) {
    return slotsOffset(slots) + slots * pages(capacity);
  }

  /** The slot of a ticket, which is more than 0. */
  public int slot(long ticket) {
    return (int) (ticket % slots);
  }

  /** Where the descriptor of a slot begins. */
  public int descriptor(int slot) {
    return RingControl.BYTES + slot * DESCRIPTOR_BYTES;
  }

  /** Where the payload of a slot begins. */
  public int payload(int slot) {
    return (int) (slotsOffset() + slot * slotBytes());
  }

  private static long pages(long bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }

  /** Writes the part that never changes, but for the magic. */
  public void write(ByteBuffer control, long id, long created) {
    control.putLong(RingControl.VERSION, RingControl.VERSION_VALUE);
    control.putLong(RingControl.ID, id);
    control.putLong(RingControl.FILE_BYTES, fileBytes());
    control.putLong(RingControl.SLOTS, slots);
    control.putLong(RingControl.SLOT_BYTES, slotBytes());
    control.putLong(RingControl.CAPACITY, capacity);
    control.putLong(RingControl.DESCRIPTORS_OFFSET, RingControl.BYTES);
    control.putLong(RingControl.DESCRIPTOR_BYTES, DESCRIPTOR_BYTES);
    control.putLong(RingControl.SLOTS_OFFSET, slotsOffset());
    control.putLong(RingControl.PINS, pins());
    control.putLong(RingControl.ENTRIES, entries);
    control.putLong(RingControl.CREATED, created);
    control.putLong(RingControl.CRC, crc(control));
  }

  /**
   * Reads the part that never changes.
   *
   * @param control a copy of it, which nobody changes meanwhile
   * @throws LayoutException if it is no ring, of another version, damaged, or contradicts itself
   */
  public static RingLayout read(ByteBuffer control) {
    if (control.getLong(RingControl.MAGIC) != RingControl.MAGIC_VALUE) {
      throw new LayoutException(
          "it is no ring: expected the letters SHMFRING at its start, found "
              + firstBytes(control)
              + "; a segment with a header of its own is read with layout=... (its preset or description)");
    }
    long version = control.getLong(RingControl.VERSION);
    if (version >>> 16 != RingControl.VERSION_VALUE >>> 16) {
      throw new LayoutException(
          "it is a ring of version "
              + RingControl.versionText(version)
              + ": expected "
              + RingControl.versionText(RingControl.VERSION_VALUE)
              + " or a later one of the same major number");
    }
    require("crc", control.getLong(RingControl.CRC) & 0xFFFF_FFFFL, crc(control));
    if (control.getLong(RingControl.ID) == 0) {
      throw new LayoutException("the control page of a ring has id=0: expected another number");
    }
    long slots = control.getLong(RingControl.SLOTS);
    long entries = control.getLong(RingControl.ENTRIES);
    RingLayout layout =
        new RingLayout(
            (int) Math.min(Math.max(slots, 0), Integer.MAX_VALUE),
            control.getLong(RingControl.CAPACITY),
            (int) Math.min(Math.max(entries, 0), Integer.MAX_VALUE));
    require("pins", control.getLong(RingControl.PINS), layout.pins());
    require("slotBytes", control.getLong(RingControl.SLOT_BYTES), layout.slotBytes());
    require("slotsOffset", control.getLong(RingControl.SLOTS_OFFSET), layout.slotsOffset());
    require(
        "descriptorsOffset", control.getLong(RingControl.DESCRIPTORS_OFFSET), RingControl.BYTES);
    require("descriptorBytes", control.getLong(RingControl.DESCRIPTOR_BYTES), DESCRIPTOR_BYTES);
    require("fileBytes", control.getLong(RingControl.FILE_BYTES), layout.fileBytes());
    return layout;
  }

  private static String firstBytes(ByteBuffer control) {
    byte[] bytes = new byte[Long.BYTES];
    control.get(RingControl.MAGIC, bytes);
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  private static void require(String what, long found, long expected) {
    if (found != expected) {
      throw new LayoutException(
          "the control page of a ring has "
              + what
              + "="
              + Long.toUnsignedString(found)
              + ": expected "
              + Long.toUnsignedString(expected));
    }
  }

  private static long crc(ByteBuffer control) {
    CRC32C crc = new CRC32C();
    for (int at = RingControl.VERSION; at < RingControl.CRC; at++) {
      crc.update(control.get(at));
    }
    return crc.getValue();
  }
}
