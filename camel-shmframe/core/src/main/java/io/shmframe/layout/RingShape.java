// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.List;

/**
 * What a frame of a ring is and how it lies in its slot.
 *
 * @param geometry what the payload is made of
 * @param encoding {@code raw}, or how the bytes are coded
 * @param payloadBytes how many bytes belong to the frame, not more than a slot has
 * @param planes where the rows lie in the payload, checked against that
 * @param stride bytes from row to row of the first plane
 * @param regular whether the planes lie as {@link FrameGeometry#planes(long)} has them with that
 *     stride, so that a {@code FrameView} can show them in place
 */
public record RingShape(
    FrameGeometry geometry,
    String encoding,
    int payloadBytes,
    List<Plane> planes,
    int stride,
    boolean regular) {

  /** From the first byte of the planes to behind the last. */
  public int span() {
    long end = 0;
    for (Plane plane : planes) {
      end = Math.max(end, plane.end());
    }
    return (int) end;
  }
}
