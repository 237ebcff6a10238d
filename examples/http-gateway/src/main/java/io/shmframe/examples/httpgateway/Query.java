// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.vertx.core.MultiMap;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The numbers in the query of a request.
 *
 * @param parameters by their names, of which the first of each counts
 */
record Query(MultiMap parameters) {

  /**
   * @throws Problem 400 if it is there and no whole number from {@code least} to {@code most}
   */
  OptionalInt integer(String name, int least, int most) {
    String found = parameters.get(name);
    if (found == null) {
      return OptionalInt.empty();
    }
    try {
      int value = Integer.parseInt(found);
      if (value >= least && value <= most) {
        return OptionalInt.of(value);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw Problem.of(
        400,
        "Parameter "
            + name
            + ": expected a whole number from "
            + least
            + " to "
            + most
            + ", found '"
            + found
            + "'");
  }

  /** As {@link #integer}, of a parameter that must be there. */
  int required(String name, int least, int most) {
    return integer(name, least, most)
        .orElseThrow(
            () ->
                Problem.of(
                    400,
                    "Parameter "
                        + name
                        + ": expected a whole number from "
                        + least
                        + " to "
                        + most
                        + ", found none"));
  }

  /**
   * @throws Problem 400 if it is there and no number above 0, at most {@code most}
   */
  OptionalDouble positive(String name, double most) {
    String found = parameters.get(name);
    if (found == null) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(found);
      if (value > 0 && value <= most) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw Problem.of(
        400,
        "Parameter "
            + name
            + ": expected a number above 0, at most "
            + most
            + ", found '"
            + found
            + "'");
  }
}
