// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.time.Duration;
import java.time.Instant;

/**
 * Times of frames: by the wall clocks, that of the camera's host and that of this one, which must
 * agree.
 */
final class Age {

  private Age() {}

  /** Nanoseconds since 1970. */
  static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  /** Negative where the other host's clock is ahead. */
  static Duration of(long stampNanos) {
    return Duration.ofNanos(now() - stampNanos);
  }
}
