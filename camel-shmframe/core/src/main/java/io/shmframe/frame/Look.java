// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/** What a look at a segment found. */
public enum Look {
  /** A fresh and whole frame, which has been taken. */
  FRAME,
  /** Nothing that has not been delivered before. */
  NOTHING,
  /** The writer is in the middle of a frame. */
  WRITING,
  /** A fresh frame, but it was overwritten while it was being copied. */
  TORN,
  /** A header that cannot be true; {@link FrameReader#problem()} says why. */
  INVALID,
  /** No segment to look at; {@link FrameReader#problem()} says why. */
  DETACHED
}
