// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/** What a reader does when a frame was overwritten while it was copied. */
public enum TornPolicy {
  /** Look again at once, a bounded number of times, then wait as for a new frame. */
  RETRY,
  /** Give that frame up and wait for the next one. */
  SKIP,
  /** As {@link #SKIP}, and throw {@link TornFrameException}. */
  FAIL
}
