// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingDescriptor;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.Words;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Claims slots of a ring and publishes what was written into them. The letters are those of {@code
 * docs/spec/ring.md}. Used under the writer's lock.
 */
final class RingSlots {

  /**
   * Rounds of the ring after which pins that change while they are looked at are taken for an
   * attack: those of readers keep at most all slots but three.
   */
  private static final int MOST_ROUNDS = 64;

  private static final int CHUNK = 1 << 16;

  private final RingOutput output;
  private final RingBacklog backlog;
  private final Consumer<RingStep> steps;
  private final CRC32C crc = new CRC32C();
  private byte[] chunk = new byte[0];

  RingSlots(RingOutput output, RingBacklog backlog, Consumer<RingStep> steps) {
    this.output = output;
    this.backlog = backlog;
    this.steps = steps;
  }

  RingOutput output() {
    return output;
  }

  /**
   * Marks the slot of the next ticket that nobody lends.
   *
   * @return where its payload begins
   */
  int claim() throws SegmentException, OverrunException {
    RingSegment segment = output.segment();
    int slots = segment.layout().slots();
    backlog.begin();
    for (int passed = 0; passed < MOST_ROUNDS * slots; passed++) {
      // From the one behind the newest frame round to the one before it, which is never marked. No
      // reader looks beyond the head, so a ticket above it may be used again.
      long ticket = output.head + 1 + passed % (slots - 1);
      int slot = segment.layout().slot(ticket);
      backlog.await(ticket);
      long before = segment.lock(slot);
      // Else frames of a writer that has taken over would be destroyed.
      output.requireOwn();
      segment.lock(slot, 2 * ticket - 1);
      steps.accept(RingStep.MARKED);
      // (A): the mark is seen before the pins are loaded, pairs with (G); and before a byte of the
      // frame is stored, pairs with (B).
      Words.fullFence();
      if (!backlog.onLoan(ticket)) {
        output.ticket = ticket;
        steps.accept(RingStep.CLAIMED);
        return segment.layout().payload(slot);
      }
      segment.lock(slot, before);
      segment.add(RingControl.SKIPPED, 1);
      steps.accept(RingStep.PASSED_OVER);
    }
    throw new SegmentException(
        Reason.IO,
        "Segment "
            + segment.path()
            + " has no slot that is not on loan: its table of readers changes without end");
  }

  /**
   * Publishes the slot that was claimed.
   *
   * @param descriptor what the payload is
   * @param flags of the frame
   */
  void commit(RingDescriptor descriptor, long flags, boolean checksum) throws SegmentException {
    RingSegment segment = output.segment();
    long ticket = output.ticket;
    int slot = segment.layout().slot(ticket);
    descriptor.put(RingDescriptor.TICKET, ticket);
    descriptor.put(RingDescriptor.SEQUENCE, output.sequence + 1);
    descriptor.put(RingDescriptor.WRITER_ID, output.writerId());
    descriptor.put(
        RingDescriptor.FLAGS,
        flags
            | (output.discontinuity ? 1L << FrameFlag.DISCONTINUITY.ordinal() : 0)
            | (checksum ? RingDescriptor.HAS_CRC : 0));
    int bytes = (int) descriptor.get(RingDescriptor.PAYLOAD_BYTES);
    descriptor.put(
        RingDescriptor.PAYLOAD_CRC, checksum ? crc(segment.layout().payload(slot), bytes) : 0);
    descriptor.put(RingDescriptor.PUBLISHED_AT, Clocks.wallNanos());
    descriptor.put(RingDescriptor.PUBLISHED_MONOTONIC, Clocks.monotonicNanos());
    descriptor.store(segment.memory(), segment.layout().descriptor(slot));
    // Before the frame is published, so that one of which pages were lost is not.
    segment.requireWhole();
    if (!output.table().whole()) {
      throw new SegmentException(
          Reason.TRUNCATED, "Segment " + segment.path() + ": its table of readers was cut");
    }
    output.requireOwn();
    steps.accept(RingStep.WRITTEN);
    // (D): pairs with the reader's first load of the lock.
    segment.lock(slot, 2 * ticket);
    steps.accept(RingStep.COMPLETE);
    // (E): pairs with the reader's load of the head.
    segment.put(RingControl.HEAD, ticket);
    steps.accept(RingStep.PUBLISHED);
    // (F): pairs with the reader's load of the wake word, which comes before that of the head.
    segment.wakeReaders();
    steps.accept(RingStep.WOKEN);
    segment.add(RingControl.PUBLISHED, 1);
    Faults.surface();
    output.head = ticket;
    output.sequence++;
    output.discontinuity = false;
  }

  /**
   * By way of a copy, since the JDK's checksum of a mapping would take the JVM down if it faults.
   */
  private long crc(int from, int bytes) {
    if (chunk.length == 0) {
      chunk = new byte[CHUNK];
    }
    crc.reset();
    for (int done = 0; done < bytes; done += CHUNK) {
      int part = Math.min(CHUNK, bytes - done);
      output.segment().memory().get(from + done, chunk, 0, part);
      crc.update(chunk, 0, part);
    }
    return crc.getValue();
  }

  /** Gives the claim up: the slot stays odd, and the next search begins where this one did. */
  void abort() {
    output.segment().add(RingControl.ABORTED, 1);
    Faults.surface();
  }
}
