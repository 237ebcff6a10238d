// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The time of day in nanoseconds without an object for each look: it is asked for once a second,
 * and in between the monotonic clock tells how far it has gone on. Used by one thread at a time.
 */
final class WallClock {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private long ahead;
  private long asked;

  WallClock() {
    ask(System.nanoTime());
  }

  /** Nanoseconds since 1970. */
  long nanos(long now) {
    if (now - asked > INTERVAL_NANOS) {
      ask(now);
    }
    return now + ahead;
  }

  private void ask(long now) {
    Instant instant = Instant.now();
    asked = now;
    ahead = TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano() - now;
  }
}
