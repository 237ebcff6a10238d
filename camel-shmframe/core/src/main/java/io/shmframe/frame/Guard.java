// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.Field;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The field by which a writer and its readers keep out of each other's way, as loads and stores in
 * the order that the other side needs.
 *
 * <p>It guards everything else in the stream. The full fence and the release in {@link #publish}
 * pair with the acquire of {@link #load}: who sees the value sees the frame. The release fence in
 * {@link #withdraw} pairs with the acquire fence that a reader puts behind its copy before it loads
 * again: who has seen a byte of the next frame sees that it was begun.
 */
final class Guard {

  /** Of {@code valid}. */
  static final long WRITING = 0;

  /** Of {@code valid}. */
  static final long COMPLETE = 1;

  /** Of {@code status}: neither side has anything for the other. */
  static final long FREE = 0;

  /** Of {@code status}: A has written, B may read. */
  static final long WRITTEN = 1;

  /** Of {@code status}: B has answered, A may read. */
  static final long ANSWERED = 2;

  private final Synchronisation kind;
  private final int offset;
  private final int bytes;
  private final ByteOrder order;

  Guard(HeaderLayout layout) {
    kind = layout.synchronisation();
    order = layout.byteOrder();
    offset = layout.syncField().map(Field::offset).orElse(0);
    bytes = layout.syncField().map(field -> field.type().bytes()).orElse(0);
  }

  Synchronisation kind() {
    return kind;
  }

  /**
   * The field as it is, without a sign; 0 where there is none. Nothing behind this call is loaded
   * before it.
   */
  long load(ByteBuffer segment, int base) {
    return bytes == 0 ? 0 : Words.getAcquire(segment, base + offset, bytes, order);
  }

  /** Whether a frame lies there for a reader. */
  boolean readable(long seen) {
    return switch (kind) {
      case VALID -> seen == COMPLETE;
      case STATUS -> seen == WRITTEN;
      case SEQLOCK -> (seen & 1) == 0;
      case SEQUENCE, NONE -> true;
    };
  }

  /** Whether a writer is at work, as far as the field says. */
  boolean writing(long seen) {
    return kind == Synchronisation.VALID && seen == WRITING
        || kind == Synchronisation.SEQLOCK && (seen & 1) != 0;
  }

  /** Whether it is a value that no writer stores: the description does not fit the header. */
  boolean nonsense(long seen) {
    return kind == Synchronisation.VALID && seen != WRITING && seen != COMPLETE;
  }

  /**
   * Withdraws the frame that is there; no store behind this call is seen before it.
   *
   * @return what is to be stored when the next one is complete
   */
  long withdraw(ByteBuffer segment, int base) {
    long next =
        switch (kind) {
          case VALID -> {
            store(segment, base, WRITING);
            yield COMPLETE;
          }
          case SEQLOCK -> {
            // One that was left odd, by an abort or a writer's death, stays odd.
            long odd = load(segment, base) | 1;
            store(segment, base, odd);
            yield odd + 1;
          }
          case SEQUENCE -> load(segment, base) + 1;
          case STATUS -> WRITTEN;
          case NONE -> 0;
        };
    // Pairs with the acquire fences in Sighting.unchanged() and FrameReader.find(): who has seen a
    // byte of the new frame sees that the old one was withdrawn.
    Words.releaseFence();
    return next;
  }

  /** Publishes a frame: every store before this call is seen by whoever sees the value. */
  void publish(ByteBuffer segment, int base, long value) {
    // Pairs with the acquire in load(): who sees the value sees the whole frame.
    Words.fullFence();
    store(segment, base, value);
  }

  /**
   * Loads before this call are done before the value is seen: B and A hand the payload back by it.
   */
  void store(ByteBuffer segment, int base, long value) {
    if (bytes != 0) {
      Words.setRelease(segment, base + offset, bytes, order, value);
    }
  }
}
