// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

/** What became of a camera's frames on the sending side. */
enum Sent {
  /** Numbered: all that the camera wrote since its first frame was taken, or was seen to write. */
  FRAMES,
  /** Acknowledged by the broker. */
  SENT,
  /** Not acknowledged in time: as far as this side knows, lost; the other side knows better. */
  FAILED,
  /** Dropped: older than {@code maxAge} when it was taken. */
  AGE,
  /** Dropped: it was overtaken by a newer one while all records in flight were on their way. */
  BACKPRESSURE,
  /** Passed by for another reason: this process or its machine was too slow. */
  MISSED,
  /** Not what {@code payload} asks for, or cannot be encoded. */
  BAD
}
