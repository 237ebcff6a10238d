// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.time.Duration;

/**
 * Tells a reader of a ring to sleep on the segment's wake word, which it does itself; what is here
 * is what remains where there is no such word or no way to sleep on it.
 */
final class FutexWait implements WaitStrategy {

  static final FutexWait INSTANCE = new FutexWait();

  static final WaitStrategy INSTEAD = new PatientWait(Duration.ofMillis(1));

  private FutexWait() {}

  @Override
  public void idle(int round, long atMostNanos) {
    INSTEAD.idle(round, atMostNanos);
  }
}
