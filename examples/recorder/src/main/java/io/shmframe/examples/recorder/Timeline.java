// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

/**
 * Where in a recording each frame stands, in nanoseconds from its first. Between two sessions,
 * whose clocks have nothing to do with each other, as much time passes as between the two frames
 * before. For one thread.
 */
final class Timeline {

  private boolean begun;
  private long session;
  private long arrived;
  private long interval;
  private long position;

  /** The place of the next frame. */
  long next(long itsSession, long itsArrival) {
    if (begun) {
      if (itsSession == session) {
        // Clocks of a damaged or hostile recording may say anything.
        interval = itsArrival >= arrived ? Math.max(0, itsArrival - arrived) : 0;
      }
      position = position > Long.MAX_VALUE - interval ? Long.MAX_VALUE : position + interval;
    }
    begun = true;
    session = itsSession;
    arrived = itsArrival;
    return position;
  }
}
