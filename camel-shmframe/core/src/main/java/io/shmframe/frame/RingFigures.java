// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.SegmentException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a ring says of itself to anyone who may read it.
 *
 * @param id of the segment, which is part of its table's name
 * @param fileBytes its length
 * @param slots how many frames it holds
 * @param capacity most bytes of a payload
 * @param pins how many frames may be on loan at a time
 * @param createdNanos when it was made, in nanoseconds since 1970
 * @param retired whether the name belongs to another segment by now
 * @param head ticket of the newest frame; 0 before the first
 * @param writer who writes, as far as it said so itself; empty when it has left in good order
 * @param published frames published since the segment was made
 * @param aborted claims given up
 * @param skipped slots passed over because they were on loan
 * @param takeovers writers after the first
 * @param blocked frames that had to wait for a reader
 * @param blockedNanos how long in all
 * @param refused frames not written, since a reader was too far behind
 * @param freed entries of dead readers that the writer freed
 * @param readers the entries of readers that are alive; empty where the table may not be written
 *     to, since only who may lock an entry sees whether its owner is alive
 */
public record RingFigures(
    long id,
    long fileBytes,
    int slots,
    long capacity,
    int pins,
    long createdNanos,
    boolean retired,
    long head,
    Optional<Writer> writer,
    long published,
    long aborted,
    long skipped,
    long takeovers,
    long blocked,
    long blockedNanos,
    long refused,
    long freed,
    List<Reader> readers) {

  /**
   * Who writes.
   *
   * @param pid its process, as it knows itself
   * @param pidNamespace inode of its {@code /proc/self/ns/pid}; 0 unknown
   * @param sinceNanos when it came, in nanoseconds since 1970
   */
  public record Writer(long pid, long pidNamespace, long sinceNanos) {}

  /**
   * An entry of a reader; one that lends several frames at a time has several.
   *
   * @param entry its number
   * @param name for people
   * @param pid its process, as it knows itself
   * @param pidNamespace inode of its {@code /proc/self/ns/pid}; 0 unknown
   * @param sinceNanos when it came, in nanoseconds since 1970
   * @param pinned ticket of the frame on loan; 0 none
   * @param next the first ticket that it has not done with; 0 where the writer need not wait
   * @param delivered frames taken
   * @param missed frames that passed by
   * @param torn looks in vain
   */
  public record Reader(
      int entry,
      String name,
      long pid,
      long pidNamespace,
      long sinceNanos,
      long pinned,
      long next,
      long delivered,
      long missed,
      long torn) {}

  /**
   * Reads the figures of a ring; needs no more than the right to read it.
   *
   * @throws SegmentException if there is none, or it is no ring
   * @throws IllegalArgumentException if its name has a {@code ~}, which other files of a ring have
   */
  public static RingFigures of(Path path) throws SegmentException {
    RingSegment segment = RingSegment.open(RingFiles.named(path), false);
    try {
      RingFigures figures = RingFiguresReader.read(segment);
      segment.requireWhole();
      return figures;
    } catch (InternalError fault) {
      throw segment.translated(fault);
    } finally {
      segment.release();
    }
  }
}
