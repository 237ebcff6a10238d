// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a recording is replayed.
 *
 * @param folder the recording
 * @param speed how many times as fast as it was; infinite for without a pause
 * @param from how much of its beginning is left out
 * @param fromFrame the first frame that is replayed, from 1
 * @param loop whether it begins again at its end, for ever
 * @param onDamage what is done with a damaged frame
 */
record ReplayOptions(
    Path folder, double speed, Duration from, long fromFrame, boolean loop, OnDamage onDamage) {

  ReplayOptions {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("speed=" + speed + ": expected more than 0, or max");
    }
    if (from.isNegative()) {
      throw new IllegalArgumentException("from=" + from + ": expected 0 or more");
    }
    if (fromFrame < 1) {
      throw new IllegalArgumentException("fromFrame=" + fromFrame + ": expected 1 or more");
    }
  }

  /** All of it, once, with the timing that it had. */
  static ReplayOptions of(Path folder) {
    return new ReplayOptions(folder, 1, Duration.ZERO, 1, false, OnDamage.SKIP);
  }

  ReplayOptions withSpeed(double value) {
    return new ReplayOptions(folder, value, from, fromFrame, loop, onDamage);
  }

  ReplayOptions withFrom(Duration value) {
    return new ReplayOptions(folder, speed, value, fromFrame, loop, onDamage);
  }

  ReplayOptions withFromFrame(long value) {
    return new ReplayOptions(folder, speed, from, value, loop, onDamage);
  }

  ReplayOptions withLoop(boolean value) {
    return new ReplayOptions(folder, speed, from, fromFrame, value, onDamage);
  }

  ReplayOptions withOnDamage(OnDamage value) {
    return new ReplayOptions(folder, speed, from, fromFrame, loop, value);
  }
}
