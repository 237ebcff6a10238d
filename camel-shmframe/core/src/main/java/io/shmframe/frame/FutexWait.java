// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.time.Duration;

/**
 * Tells a reader of a ring to sleep on the segment's wake word, which it does itself; what is here
 * is what remains where there is no such word or no way to sleep on it.
 */
final class FutexWait implements WaitStrategy {

  static final FutexWait INSTANCE = new FutexWait();

  private final WaitStrategy instead = WaitStrategy.backoff(Duration.ofMillis(1));

  private FutexWait() {}

  @Override
  public void idle(int round, long atMostNanos) {
    instead.idle(round, atMostNanos);
  }
}
