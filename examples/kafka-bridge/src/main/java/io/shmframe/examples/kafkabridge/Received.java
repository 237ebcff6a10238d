// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

/** What became of a camera's records on the receiving side. */
enum Received {
  /** Came out of Kafka. */
  RECEIVED,
  /** Written into the ring. */
  PUBLISHED,
  /** Dropped: older than {@code maxAge}. */
  AGE,
  /** Dropped: not newer than what was published before. */
  DUPLICATE,
  /** Handed to Kafka on the other side, and never came. */
  LOST,
  /** Dropped: no frame that can be understood, or the ring did not take it. */
  BAD
}
