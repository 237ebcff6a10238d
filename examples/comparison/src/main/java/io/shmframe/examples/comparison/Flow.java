// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

/** What keeps a sender that wants to go as fast as it can from leaving its receiver behind. */
enum Flow {
  /** The transport itself: a send ends when the peer, or the kernel, has taken the frame. */
  PEER(1, Integer.MAX_VALUE),
  /** Nothing: frames that nobody took are overwritten. The sender's best pause is looked for. */
  NONE(1, Integer.MAX_VALUE),
  /** This program: so many frames are on their way at most. */
  WINDOW(8, 8);

  private final int sends;
  private final int underway;

  Flow(int sends, int underway) {
    this.sends = sends;
    this.underway = underway;
  }

  /** How many frames may be in the sending route at a time. */
  int sends() {
    return sends;
  }

  /** How many frames may be on their way from one route to the other. */
  int underway() {
    return underway;
  }
}
