// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.Map;

/**
 * What a page wants to see.
 *
 * @param quality of the JPEGs, 1 to 100
 * @param periodNanos the least time between two pictures of a camera
 * @param width of the wall's small pictures in pixels
 * @param open the camera that is shown large; empty for the wall
 * @param pictures of each camera at most; 0 while the page pauses
 * @param hold the frame of the open camera at which the page pauses, whose successors are to be
 *     kept; 0 for none
 */
record Viewer(int quality, long periodNanos, int width, String open, long pictures, long hold) {

  /** Takes a query; see {@link Answers#number} for what it throws. */
  static Viewer of(Map<String, String> query) {
    long fps = Answers.number(query, "fps", 10, 1, 60);
    return new Viewer(
        (int) Answers.number(query, "quality", 75, 1, 100),
        1_000_000_000L / fps,
        (int) Answers.number(query, "width", 480, 16, 4096),
        query.getOrDefault("open", ""),
        Answers.number(query, "pictures", Long.MAX_VALUE, 0, Long.MAX_VALUE),
        Answers.number(query, "hold", 0, 0, Long.MAX_VALUE));
  }
}
