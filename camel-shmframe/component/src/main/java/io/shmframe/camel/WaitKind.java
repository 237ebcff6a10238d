// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.WaitStrategy;
import java.time.Duration;

/** How a consumer waits for the next frame. */
public enum WaitKind {
  /** The best that the layout and the JVM have. */
  AUTO,
  /** Wakes with the writer; needs a layout with a wake word. */
  FUTEX,
  /** Burns a core. */
  SPIN,
  /** Burns a core that others may have. */
  YIELD,
  /** Spins, yields, then parks for longer and longer. */
  BACKOFF,
  /** Parks for the same time each round. */
  SLEEP;

  /**
   * The core's strategy for it, for a ring.
   *
   * @param longest the upper bound of one park
   * @throws IllegalArgumentException for {@link #FUTEX} on a JVM that has none
   */
  WaitStrategy ofRing(Duration longest) {
    if (this == FUTEX && !WaitStrategy.futexAvailable()) {
      throw new IllegalArgumentException(
          "waitStrategy=futex needs Java 22 or later on Linux (not in a native executable without it): expected auto,"
              + " spin, yield, backoff or sleep");
    }
    boolean futex = this == FUTEX || this == AUTO && WaitStrategy.futexAvailable();
    return futex ? WaitStrategy.futex() : strategy(longest);
  }

  /**
   * The core's strategy for it, for a described header.
   *
   * @param longest the upper bound of one park
   * @throws IllegalArgumentException for {@link #FUTEX}, which no described header can serve
   */
  WaitStrategy strategy(Duration longest) {
    return switch (this) {
      case AUTO -> WaitStrategy.patient(longest);
      case BACKOFF -> WaitStrategy.backoff(longest);
      case SPIN -> WaitStrategy.spin();
      case YIELD -> WaitStrategy.yielding();
      case SLEEP -> WaitStrategy.sleep(longest);
      case FUTEX ->
          throw new IllegalArgumentException(
              "waitStrategy=futex needs a layout with a wake word, which a home-made header has not: expected auto,"
                  + " spin, yield, backoff or sleep");
    };
  }
}
