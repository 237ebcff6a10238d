// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongPredicate;

/** The waits of a handshake, each bounded. */
final class Turns {

  private Turns() {}

  /**
   * Waits until a state is there, or the time is over, or the thread is interrupted.
   *
   * @return the state that was seen last
   */
  static long await(
      Guard guard,
      ByteBuffer segment,
      int base,
      LongPredicate wanted,
      Duration timeout,
      WaitStrategy waiting) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (int round = 0; ; round++) {
      long seen = guard.load(segment, base);
      if (wanted.test(seen)) {
        return seen;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return seen;
      }
      waiting.idle(round, left);
    }
  }

  /**
   * B's wait before it answers.
   *
   * @throws HandshakeTimeoutException if A does not take the answer before, or has asked again: it
   *     does not wait for this one any more
   */
  static void awaitFree(
      Guard guard, ByteBuffer segment, int base, Duration timeout, WaitStrategy waiting, Path path)
      throws HandshakeTimeoutException {
    long seen =
        await(
            guard,
            segment,
            base,
            state -> state == Guard.FREE || state == Guard.WRITTEN,
            timeout,
            waiting);
    if (seen == Guard.WRITTEN) {
      throw new HandshakeTimeoutException(
          "Segment "
              + path
              + ": the answer comes too late, found status 1 (written by A): it has asked again",
          state(seen));
    }
    if (seen != Guard.FREE) {
      throw timeout(path, "for status 0 (free) before the answer", timeout, seen);
    }
  }

  static HandshakeTimeoutException timeout(Path path, String what, Duration timeout, long seen) {
    return new HandshakeTimeoutException(
        "Segment "
            + path
            + ": waited "
            + timeout.toMillis()
            + " ms (requestTimeout) "
            + what
            + ", but found status "
            + state(seen),
        state(seen));
  }

  /** A state in words. */
  static String state(long seen) {
    if (seen == Guard.FREE) {
      return "0 (free)";
    } else if (seen == Guard.WRITTEN) {
      return "1 (written by A, not taken by B)";
    } else if (seen == Guard.ANSWERED) {
      return "2 (answered by B, not taken by A)";
    }
    return seen + " (unknown)";
  }
}
