// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/**
 * Counts the frames that pass in a header that does not count them itself: a frame is a stamp that
 * differs from the one before. Two frames of one stamp are one here, and frames that come and go
 * between two sights are not counted: the count is a lower bound.
 *
 * <p>The reader and whoever watches in its stead may call at the same time.
 */
final class Passage {

  private volatile long lastStamp;
  private volatile boolean any;
  private long passed;
  private long passedWhenTaken;

  /** A complete frame with this stamp is in the segment. */
  void seen(long stamp) {
    if (any && stamp == lastStamp) {
      return;
    }
    synchronized (this) {
      if (!any || stamp != lastStamp) {
        lastStamp = stamp;
        any = true;
        passed++;
      }
    }
  }

  /** The frame with this stamp is taken; gives how many passed since the last one that was. */
  synchronized long taken(long stamp) {
    seen(stamp);
    long missed = Math.max(0, passed - passedWhenTaken - 1);
    passedWhenTaken = passed;
    return missed;
  }
}
