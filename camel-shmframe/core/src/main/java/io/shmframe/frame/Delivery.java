// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/** Which frames of a ring a reader takes. */
public enum Delivery {
  /** The newest one; those before it that were not taken are counted as missed. */
  LATEST,
  /** Each in its order, as far back as the ring holds them. */
  ALL
}
