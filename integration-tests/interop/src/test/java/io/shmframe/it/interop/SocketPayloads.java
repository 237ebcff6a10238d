// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What {@code socket_frames} sends: numbered payloads, whose numbers run on and of which hardly one
 * is as long as the one before.
 */
final class SocketPayloads {

  private final int most;
  private final NumberedFrames frames;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();

  SocketPayloads(int most) {
    this.most = most;
    this.frames = new NumberedFrames(most, 1, 1);
  }

  byte[] payload(long number) {
    return Arrays.copyOf(frames.frame(number), 16 + (int) (number * 37 % (most - 15)));
  }

  /** The one whose turn it is. */
  void accept(byte[] payload) {
    if (!Arrays.equals(payload, payload(accepted.get() + 1))) {
      wrong.incrementAndGet();
    }
    accepted.incrementAndGet();
  }

  /** From now on another peer sends, which begins with the first. */
  void beginAgain() {
    accepted.set(0);
    wrong.set(0);
  }

  long accepted() {
    return accepted.get();
  }

  long wrong() {
    return wrong.get();
  }
}
