// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

/** What becomes of a frame in a message. */
public enum BodyType {
  /** A {@code byte[]} of its own; of a text a {@code String}. */
  BYTES,
  /**
   * A {@link io.shmframe.frame.FrameView} on the segment itself, which lives until the exchange
   * completes; an answer is one of its own.
   */
  FRAME,
  /**
   * A JavaCV {@code Mat} of its own, freed when the exchange completes; needs
   * camel-shmframe-opencv.
   */
  MAT,
  /**
   * An array of its own: {@code float[]} or {@code double[]}; {@code byte[]}, {@code short[]},
   * {@code int[]} or {@code long[]} of integers with or without a sign; {@code short[]} of the bits
   * of float16.
   */
  ARRAY
}
