// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.ArrayDeque;
import java.util.Deque;

/** How far a camera has come on the receiving side. Used by one thread at a time. */
final class Position {

  /** How many senders that were followed by another one are remembered. */
  private static final int REMEMBERED = 64;

  private final Deque<Long> retired = new ArrayDeque<>();
  private long epoch;
  private long sequence;
  private long stampNanos;
  private long attempt;

  /** Nothing has come yet. */
  Position() {}

  /** What an earlier life of this process published last. */
  Position(FrameId frame, long stampNanos) {
    published(frame, stampNanos);
    attempt = frame.attempt();
  }

  /**
   * Notes that a record came.
   *
   * @return how many records before it did not
   */
  long came(FrameId frame) {
    boolean first = epoch == 0;
    if (frame.epoch() != epoch) {
      if (retired.contains(frame.epoch())) {
        return 0;
      }
      retire();
      epoch = frame.epoch();
      sequence = 0;
      attempt = first ? frame.attempt() - 1 : 0;
    }
    long lost = Math.max(0, frame.attempt() - attempt - 1);
    attempt = Math.max(attempt, frame.attempt());
    return lost;
  }

  /**
   * Whether a frame is newer than all that was published. In an epoch the number says it. An epoch
   * that is left for another one does not come back: whoever still sends it was replaced. The first
   * frame of an epoch may be the last one of that before, which a sender that was started again
   * finds in its segment; the time tells.
   */
  boolean isNew(FrameId frame, long stamp) {
    return frame.epoch() == epoch
        && frame.sequence() > sequence
        && (sequence != 0 || stamp != stampNanos);
  }

  /** Whether frames between the one that was published last and this one are lost. */
  boolean follows(FrameId frame) {
    return frame.epoch() == epoch && frame.sequence() == sequence + 1;
  }

  void published(FrameId frame, long stamp) {
    epoch = frame.epoch();
    sequence = frame.sequence();
    stampNanos = stamp;
  }

  private void retire() {
    if (epoch != 0) {
      retired.addLast(epoch);
    }
    if (retired.size() > REMEMBERED) {
      retired.removeFirst();
    }
  }
}
