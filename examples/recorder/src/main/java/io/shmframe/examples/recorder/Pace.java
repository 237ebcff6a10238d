// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.function.BooleanSupplier;

/** When a replayed frame is due. For one thread. */
final class Pace {

  private final Clock clock;
  private final double speed;
  private boolean begun;
  private long origin;
  private long start;
  private long last;
  private long interval;

  /**
   * @param speed how many times as fast; infinite for without a pause
   */
  Pace(Clock clock, double speed) {
    this.clock = clock;
    this.speed = speed;
  }

  /**
   * Waits until the frame at this place of the recording is due. One that is late is due at once,
   * and those behind it are not. A place before the last one is the recording's beginning again: as
   * much time passes as between the two frames before.
   */
  void await(long position, BooleanSupplier ended) {
    if (Double.isInfinite(speed)) {
      return;
    }
    if (!begun) {
      begun = true;
      origin = clock.nanoTime();
      start = position;
    } else if (position < last) {
      origin = due(last) + (long) (interval / speed);
      start = position;
    } else {
      interval = position - last;
    }
    last = position;
    clock.sleepUntil(due(position), ended);
  }

  private long due(long position) {
    return origin + (long) ((position - start) / speed);
  }
}
