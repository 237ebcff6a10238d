// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingDescriptor;
import io.shmframe.layout.RingShape;
import java.util.Map;

/** What a reader of a ring has counted. One thread counts; any may ask. */
final class RingTally {

  private volatile long delivered;
  private volatile long missed;
  private volatile long torn;
  private volatile long invalid;
  private long sequence;
  private long tornSinceDelivery;

  /** A frame was taken. */
  FrameInfo took(
      RingShape shape, RingDescriptor descriptor, long number, Map<String, Object> fields) {
    long passed = passed(number);
    FrameInfo info =
        new FrameInfo(
            shape.geometry(),
            descriptor.get(RingDescriptor.CAPTURED),
            number,
            passed,
            tornSinceDelivery,
            fields,
            shape.encoding(),
            FrameFlag.of(descriptor.get(RingDescriptor.FLAGS)));
    sequence = number;
    delivered++;
    missed += passed;
    tornSinceDelivery = 0;
    return info;
  }

  /** A number that is not larger begins another count: then nothing is known of what was missed. */
  private long passed(long number) {
    return sequence > 0 && number > sequence ? number - sequence - 1 : 0;
  }

  long tornLooks() {
    return torn;
  }

  void torn() {
    torn++;
    tornSinceDelivery++;
  }

  /**
   * A frame was passed over.
   *
   * @param number as its descriptor has it, which may be anything: the one that is due is believed,
   *     so that the frame does not count as missed too
   */
  void invalid(long number) {
    invalid++;
    if (sequence > 0 && number == sequence + 1) {
      sequence = number;
    }
  }

  ReaderCounters counters(long reattached) {
    return new ReaderCounters(delivered, missed, torn, 0, invalid, reattached);
  }

  /** Writes the figures as they will be with the frame of this number where others see them. */
  void show(RingPins pins, long number) {
    pins.count(delivered + 1, missed + passed(number), torn);
  }
}
