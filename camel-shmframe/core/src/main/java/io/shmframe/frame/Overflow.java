// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/**
 * What the writer of a ring does when the oldest frame has not been read by a reader that asked to
 * be waited for ({@link RingReaderOptions#awaited()}).
 */
public enum Overflow {
  /** Writes over it; the reader counts it as missed. */
  OVERWRITE,
  /** Waits, for at most {@link RingWriterOptions#blockTimeout()}, then refuses the new frame. */
  BLOCK,
  /** Refuses the new frame at once. */
  FAIL
}
