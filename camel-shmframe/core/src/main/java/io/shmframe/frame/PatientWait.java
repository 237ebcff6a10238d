// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.time.Duration;

/**
 * Backs off, and tells a reader that it may sleep for longer where no frame is to be expected,
 * which {@link Pauses} does.
 */
final class PatientWait implements WaitStrategy {

  private final WaitStrategy soon;

  PatientWait(Duration longest) {
    soon = WaitStrategy.backoff(longest);
  }

  @Override
  public void idle(int round, long atMostNanos) {
    soon.idle(round, atMostNanos);
  }
}
