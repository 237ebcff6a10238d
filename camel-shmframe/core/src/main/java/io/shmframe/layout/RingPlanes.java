// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The planes of a picture as a ring's descriptor has them, checked against the payload. */
final class RingPlanes {

  private RingPlanes() {}

  /**
   * Those that the format has; of further ones nobody knows the rows.
   *
   * @param values the picture as its type has it, in one plane
   * @param bytes of the payload
   * @throws LayoutException if there are too few, or one goes beyond the payload
   */
  static List<Plane> read(
      RingDescriptor from, FrameGeometry values, Optional<PixelFormat> format, int bytes) {
    int known = format.map(PixelFormat::planes).orElse(1);
    int count =
        (int) RingKinds.between(from, "planes", RingDescriptor.PLANES, known, RingKinds.MAX_PLANES);
    List<Plane> planes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = RingDescriptor.PLANE + i * RingDescriptor.PLANE_BYTES;
      long offset = RingKinds.between(from, "plane offset", at, 0, bytes);
      if (i < known) {
        int rows = i == 0 ? values.height() : values.height() / 2;
        // Two planes of colour are half as wide, one has both in turns.
        int colours = known == 2 ? values.width() : values.width() / 2;
        long row = i == 0 ? values.rowBytes() : colours;
        planes.add(plane(from, values, new Plane(offset, rows, row, row), at, bytes));
      }
    }
    return List.copyOf(planes);
  }

  private static Plane plane(
      RingDescriptor from, FrameGeometry values, Plane dense, int at, int bytes) {
    // From a single row there is no way to the next.
    long most = dense.rows() > 1 ? bytes : Long.MAX_VALUE;
    long stride = RingKinds.between(from, "stride", at + Long.BYTES, dense.rowBytes(), most);
    Plane plane =
        new Plane(dense.offset(), dense.rows(), dense.rowBytes(), Math.min(stride, bytes));
    // Neither product nor sum can overflow: each factor is an int by now.
    RingKinds.requireFit(values, dense.rows() < 1 ? plane.offset() : plane.end(), bytes);
    return plane;
  }
}
