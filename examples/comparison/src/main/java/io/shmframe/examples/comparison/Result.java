// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Optional;

/**
 * One row at one size: figures, or why there are none.
 *
 * @param name of the row
 * @param title of the row
 * @param size of its frames
 * @param flow how it was driven flat out
 * @param third what the process between the two is called
 * @param copies on a frame's way
 * @param figures if it ran
 * @param trouble if it did not
 */
record Result(
    String name,
    String title,
    Size size,
    Flow flow,
    Optional<String> third,
    List<Copy> copies,
    Optional<Figures> figures,
    Optional<String> trouble) {

  static Result of(Transport transport, Size size, Figures figures) {
    return result(transport, size, Optional.of(figures), Optional.empty());
  }

  static Result none(Transport transport, Size size, String trouble) {
    return result(transport, size, Optional.empty(), Optional.of(trouble));
  }

  private static Result result(
      Transport transport, Size size, Optional<Figures> figures, Optional<String> trouble) {
    return new Result(
        transport.name(),
        transport.title(),
        size,
        transport.flow(),
        transport.third().map(Third::name),
        transport.copies(),
        figures,
        trouble);
  }

  /** Bytes that are copied for a frame, by user code or by the kernel. */
  long copiedBytes(boolean kernel) {
    double encoded = figures.map(Figures::encodedBytes).orElse(0.0);
    return Math.round(
        copies.stream()
            .filter(copy -> copy.kernel() == kernel)
            .mapToDouble(copy -> copy.encoded() ? encoded : size.bytes())
            .sum());
  }
}
