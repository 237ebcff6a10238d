// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.ByteBuffer;

/**
 * What a frame of a peer has in its first bytes, as {@code peer.hpp} has it; its number is in its
 * last eight as well.
 *
 * @param number from 1; 0 while the peers warm up
 * @param due when it was to be sent, in nanoseconds of {@link System#nanoTime()}, which on Linux is
 *     one clock for all processes
 */
record PeerStamp(long number, long due, Phase phase) {

  private static final int DUE = 8;
  private static final int PHASE = 16;

  /** In the order of {@code peer.hpp}. */
  enum Phase {
    WARM,
    MEASURED,
    END
  }

  void into(ByteBuffer frame) {
    frame.putLong(0, number).putLong(DUE, due).putLong(PHASE, phase.ordinal());
    frame.putLong(frame.capacity() - Long.BYTES, number);
  }

  /** Of a frame that may be torn. */
  static PeerStamp of(ByteBuffer frame) {
    Phase phase = frame.getLong(PHASE) == 0 ? Phase.WARM : measuredOrEnd(frame);
    return new PeerStamp(frame.getLong(0), frame.getLong(DUE), phase);
  }

  private static Phase measuredOrEnd(ByteBuffer frame) {
    return frame.getLong(PHASE) == 1 ? Phase.MEASURED : Phase.END;
  }

  /** Whether the last bytes of the frame are of the same one as the first. */
  boolean ends(ByteBuffer frame) {
    return frame.getLong(frame.capacity() - Long.BYTES) == number;
  }
}
