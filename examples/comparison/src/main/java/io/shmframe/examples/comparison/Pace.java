// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

/**
 * How fast a sender goes.
 *
 * @param plays whether it sends at all
 * @param periodNanos from one frame to the next; 0 for as fast as it can
 * @param pauseNanos for which it leaves a frame alone before it begins the next
 */
record Pace(boolean plays, long periodNanos, long pauseNanos) {

  static final Pace REST = new Pace(false, 0, 0);

  static Pace every(long periodNanos) {
    return new Pace(true, periodNanos, 0);
  }

  static Pace pausing(long pauseNanos) {
    return new Pace(true, 0, pauseNanos);
  }

  /** As it is said on the line to the sender. */
  String command() {
    return plays ? "play " + periodNanos + " " + pauseNanos : "rest";
  }

  static Pace parse(String command) {
    String[] words = command.split(" ");
    return words[0].equals("play")
        ? new Pace(true, Long.parseLong(words[1]), Long.parseLong(words[2]))
        : REST;
  }
}
