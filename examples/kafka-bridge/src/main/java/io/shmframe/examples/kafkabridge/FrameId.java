// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

/**
 * Which frame a record carries.
 *
 * @param camera the segment's name
 * @param epoch of the numbers: another one whenever they may begin anew, since the sending side or
 *     the camera's segment did. Random, so that no clock has to be right for it
 * @param sequence number of the frame in its epoch, growing, with gaps where frames were not taken
 * @param attempt how many frames of the epoch were handed to Kafka, this one included: without
 *     gaps, so that a gap at the other end is a record that was lost on the way
 */
record FrameId(String camera, long epoch, long sequence, long attempt) {

  /** The exchange property that holds it. */
  static final String PROPERTY = "bridge.frame";

  FrameId withAttempt(long value) {
    return new FrameId(camera, epoch, sequence, value);
  }
}
