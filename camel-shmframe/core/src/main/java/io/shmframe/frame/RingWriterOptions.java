// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.frame.WriterOptions.Create;
import io.shmframe.layout.ExpectedGeometry;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

/**
 * How a {@link RingWriter} gets its segment and writes to it.
 *
 * @param capacity bytes of payload that a slot of a new ring holds; 0 for as many as the first
 *     frame has
 * @param slots of a ring, 3 to 1024; 0 for as many as the one that is there has, else 4
 * @param permissions of a new segment; whoever may read it may also lend frames from it
 * @param create what happens when there is no segment, or one already. {@link Create#IF_ABSENT}
 *     takes a ring over that fits and replaces one that does not; {@link Create#REPLACE} begins
 *     with a new one, whatever the name belongs to; {@link Create#NEVER} takes one over or fails
 * @param overflow what happens when a reader that is to be waited for is behind
 * @param blockTimeout the longest wait of {@link Overflow#BLOCK}; 292 years if it is longer
 * @param checksum whether each payload gets a CRC-32C, which readers then check
 * @param expected what frames are checked against
 */
public record RingWriterOptions(
    long capacity,
    int slots,
    Set<PosixFilePermission> permissions,
    Create create,
    Overflow overflow,
    Duration blockTimeout,
    boolean checksum,
    ExpectedGeometry expected) {

  public RingWriterOptions {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity=" + capacity + ": expected 0 or more");
    }
    if (slots != 0 && (slots < 3 || slots > 1024)) {
      throw new IllegalArgumentException("slots=" + slots + ": expected 0, or 3 to 1024");
    }
    if (blockTimeout.isNegative()) {
      throw new IllegalArgumentException("blockTimeout=" + blockTimeout + ": expected 0 or more");
    }
    blockTimeout = Clocks.countable(blockTimeout);
    permissions = Set.copyOf(permissions);
  }

  /**
   * Takes over what fits, creates what is absent with slots as large as the first frame, for its
   * owner only; never waits for a reader.
   */
  public static RingWriterOptions defaults() {
    return new RingWriterOptions(
        0,
        0,
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
        Create.IF_ABSENT,
        Overflow.OVERWRITE,
        Duration.ofSeconds(1),
        false,
        ExpectedGeometry.ANY);
  }

  public RingWriterOptions withCapacity(long value) {
    return new RingWriterOptions(
        value, slots, permissions, create, overflow, blockTimeout, checksum, expected);
  }

  public RingWriterOptions withSlots(int value) {
    return new RingWriterOptions(
        capacity, value, permissions, create, overflow, blockTimeout, checksum, expected);
  }

  public RingWriterOptions withPermissions(Set<PosixFilePermission> value) {
    return new RingWriterOptions(
        capacity, slots, value, create, overflow, blockTimeout, checksum, expected);
  }

  public RingWriterOptions withCreate(Create value) {
    return new RingWriterOptions(
        capacity, slots, permissions, value, overflow, blockTimeout, checksum, expected);
  }

  public RingWriterOptions withOverflow(Overflow value) {
    return new RingWriterOptions(
        capacity, slots, permissions, create, value, blockTimeout, checksum, expected);
  }

  public RingWriterOptions withBlockTimeout(Duration value) {
    return new RingWriterOptions(
        capacity, slots, permissions, create, overflow, value, checksum, expected);
  }

  public RingWriterOptions withChecksum(boolean value) {
    return new RingWriterOptions(
        capacity, slots, permissions, create, overflow, blockTimeout, value, expected);
  }

  public RingWriterOptions withExpected(ExpectedGeometry value) {
    return new RingWriterOptions(
        capacity, slots, permissions, create, overflow, blockTimeout, checksum, value);
  }
}
