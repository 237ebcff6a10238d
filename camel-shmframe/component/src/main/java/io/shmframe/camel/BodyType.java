// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

/** What a consumer makes of a frame. */
public enum BodyType {
  /** A {@code byte[]} of its own. */
  BYTES,
  /**
   * A {@link io.shmframe.frame.FrameView} on the segment, which lives until the exchange completes.
   */
  FRAME,
  /**
   * A JavaCV {@code Mat} of its own, freed when the exchange completes; needs
   * camel-shmframe-opencv.
   */
  MAT
}
