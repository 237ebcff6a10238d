// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What is known of a camera on the receiving side. */
final class CameraState {

  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 3;

  private final Position position;
  private final Tally<Received> tally = new Tally<>(Received.class);
  private final Recorder ages = new Recorder(LONGEST_MICROS, DIGITS);
  private final Histogram allAges = histogram();

  CameraState(Position position) {
    this.position = position;
  }

  static Histogram histogram() {
    return new Histogram(LONGEST_MICROS, DIGITS);
  }

  /** Used by the thread of the camera's partition alone. */
  Position position() {
    return position;
  }

  Tally<Received> tally() {
    return tally;
  }

  /** Notes the age of a frame that is in the ring now. Any thread may call it. */
  void aged(Duration age) {
    long micros = TimeUnit.NANOSECONDS.toMicros(age.toNanos());
    ages.recordValue(Math.max(0, Math.min(micros, LONGEST_MICROS)));
  }

  /** In microseconds, since the last call. One thread calls this. */
  Histogram agesSinceLast() {
    Histogram some = ages.getIntervalHistogram();
    allAges.add(some);
    return some;
  }

  /** In microseconds, until the last call of {@link #agesSinceLast}, by the same thread. */
  Histogram ages() {
    return allAges;
  }
}
