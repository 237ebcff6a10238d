// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.Locale;

/** How a consumer or a producer is doing, in a word. */
enum Condition {
  /** Frames pass. */
  LIVE,
  /** None has passed yet. */
  WAITING,
  /** Consumer: the segment is there, but no fresh frame came for {@code staleAfter}. */
  STALE,
  /** Consumer: the segment was there, and is no more. */
  GONE,
  /** Consumer: frames come, but none stays whole for long enough to be taken. */
  STARVED,
  /** Consumer: frames come, but their content has been the same for {@code frozenAfter}. */
  FROZEN,
  /** Consumer: the segment or its header cannot be used as it stands. */
  INVALID,
  /** Consumer: it was suspended or stopped, so nobody waits for a frame. */
  SUSPENDED,
  /** Producer: the last frame could not be written. */
  FAILED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
