// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.RingDescriptor;
import io.shmframe.layout.RingShape;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One frame of a ring at a time, as its descriptor shows it. What is found in a descriptor is kept
 * for the next one that says the same. Used by one thread.
 */
final class RingFrames {

  private static final int CHUNK = 1 << 16;

  private final ExpectedGeometry expected;
  private final RingDescriptor descriptor = new RingDescriptor();
  private final CRC32C crc = new CRC32C();
  private byte[] chunk = new byte[0];

  private RingSegment segment;
  private RingShape shape;
  private Payload[] payloads = new Payload[0];
  private long ticket;
  private int slot;

  RingFrames(ExpectedGeometry expected) {
    this.expected = expected;
  }

  /**
   * Loads the descriptor of a ticket's slot.
   *
   * @return false if the frame was overwritten meanwhile
   * @throws LayoutException if the frame is there, and its descriptor says what cannot be or was
   *     not expected
   */
  boolean load(RingSegment from, long wanted) {
    ticket = wanted;
    slot = from.layout().slot(wanted);
    int at = from.layout().descriptor(slot);
    descriptor.load(from.memory(), at);
    if (segment != from) {
      segment = from;
      payloads = new Payload[from.layout().slots()];
    }
    if (!unchanged()) {
      return false;
    }
    if (descriptor.get(RingDescriptor.TICKET) != wanted) {
      throw new LayoutException(
          "the descriptor of ticket "
              + wanted
              + " says ticket="
              + descriptor.get(RingDescriptor.TICKET));
    }
    RingShape found = descriptor.shape(from.layout().capacity());
    if (found != shape) {
      expected.check(found.geometry(), "descriptor");
      shape = found;
      Arrays.fill(payloads, null);
    }
    return true;
  }

  /** Keeps nothing of the segment, which could not be unmapped else. */
  void forget() {
    segment = null;
    payloads = new Payload[0];
  }

  /** Whether the slot still holds the frame: pairs with (A), a later mark's fence. */
  boolean unchanged() {
    // (B): what was loaded was loaded before.
    Words.acquireFence();
    return segment.lock(slot) == 2 * ticket;
  }

  int slot() {
    return slot;
  }

  RingShape shape() {
    return shape;
  }

  RingDescriptor descriptor() {
    return descriptor;
  }

  Map<String, Object> fields() {
    return descriptor.fields();
  }

  Payload payload() {
    Payload known = payloads[slot];
    if (known == null) {
      known = new Payload(segment.memory(), segment.layout().payload(slot), shape);
      payloads[slot] = known;
    }
    return known;
  }

  /**
   * Compares the payload with its checksum, if it has one. The frame must be on loan, or be looked
   * at again afterwards.
   *
   * @throws LayoutException if they differ
   */
  void check() {
    if ((descriptor.get(RingDescriptor.FLAGS) & RingDescriptor.HAS_CRC) == 0) {
      return;
    }
    long said = descriptor.get(RingDescriptor.PAYLOAD_CRC) & 0xFFFF_FFFFL;
    long found = checksum();
    if (said != found) {
      throw new LayoutException(
          "the payload of ticket "
              + ticket
              + " has the CRC-32C "
              + Long.toHexString(found)
              + ": its descriptor says "
              + Long.toHexString(said));
    }
  }

  /**
   * By way of a copy, since the JDK's checksum of a mapping would take the JVM down if it faults.
   */
  private long checksum() {
    if (chunk.length == 0) {
      chunk = new byte[CHUNK];
    }
    ByteBuffer memory = segment.memory();
    int from = segment.layout().payload(slot);
    int bytes = shape.payloadBytes();
    crc.reset();
    for (int done = 0; done < bytes; done += CHUNK) {
      int part = Math.min(CHUNK, bytes - done);
      memory.get(from + done, chunk, 0, part);
      crc.update(chunk, 0, part);
    }
    return crc.getValue();
  }
}
