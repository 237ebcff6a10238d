// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.time.Instant;

/**
 * The wall clock with the fraction of a millisecond that {@link System#currentTimeMillis()} drops.
 */
final class Clock {

  private Clock() {}

  static double millis() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }
}
