// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.time.Duration;
import java.time.Instant;

/** The two clocks that a ring's frames are stamped with. */
final class Clocks {

  /** The longest time that can be counted in nanoseconds, 292 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  private Clocks() {}

  /** Nanoseconds since 1970. */
  static long wallNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }

  /**
   * {@code CLOCK_MONOTONIC}, which is what HotSpot's {@code nanoTime} asks on Linux; 0 where it may
   * be another one.
   */
  static long monotonicNanos() {
    return LINUX ? System.nanoTime() : 0;
  }

  /** The time, or 292 years if it is longer: that is for ever as well. */
  static Duration countable(Duration time) {
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
