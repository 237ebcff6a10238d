// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.camel.util.json.JsonArray;

/** The last minute of a camera, in half seconds, oldest first. Safe from any thread. */
final class Trend {

  static final int SAMPLES = 120;

  private final Deque<JsonArray> samples = new ArrayDeque<>();
  private long missed;
  private long torn;

  /**
   * Adds the last half second.
   *
   * @param fps frames a second
   * @param ageMillis median age of its frames; negative where there were none
   * @param missedSoFar and {@code tornSoFar} are counted from the beginning
   */
  synchronized void add(double fps, double ageMillis, long missedSoFar, long tornSoFar) {
    JsonArray sample = new JsonArray();
    sample.add(Math.round(fps * 10) / 10.0);
    sample.add(ageMillis < 0 ? null : Math.round(ageMillis * 100) / 100.0);
    sample.add(Math.max(0, missedSoFar - missed));
    sample.add(Math.max(0, tornSoFar - torn));
    missed = missedSoFar;
    torn = tornSoFar;
    samples.addLast(sample);
    if (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
  }

  /** A list of {@code [fps, age or null, missed, torn]}. */
  synchronized JsonArray json() {
    return new JsonArray(samples);
  }
}
