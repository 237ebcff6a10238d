// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.util.function.Consumer;

/** The stores of a writer, after each of which tests stop it. */
enum RingStep {
  /** The slot is odd. */
  MARKED,
  /** The slot is on loan and has its old value again. */
  PASSED_OVER,
  /** Nobody lends the slot. */
  CLAIMED,
  /** Payload and descriptor are there. */
  WRITTEN,
  /** The slot is even. */
  COMPLETE,
  /** The head says so. */
  PUBLISHED,
  /** Sleepers were woken. */
  WOKEN;

  /** Does nothing after each. */
  static final Consumer<RingStep> NONE = step -> {};
}
