// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How much coarser than brightness a JPEG keeps its colours. */
enum Subsampling {
  S420("4:2:0", 2, 2),
  S422("4:2:2", 2, 1),
  S444("4:4:4", 1, 1),
  S440("4:4:0", 1, 2),
  S411("4:1:1", 4, 1);

  private final String text;
  private final int horizontal;
  private final int vertical;

  Subsampling(String text, int horizontal, int vertical) {
    this.text = text;
    this.horizontal = horizontal;
    this.vertical = vertical;
  }

  /**
   * @throws IllegalArgumentException if the text is none of them
   */
  static Subsampling of(String text) {
    return Arrays.stream(values())
        .filter(value -> value.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "subsampling is "
                        + text
                        + ": expected one of "
                        + Arrays.stream(values())
                            .map(Subsampling::text)
                            .collect(Collectors.joining(", "))));
  }

  String text() {
    return text;
  }

  /** Pixels beside each other that share a colour: 1, 2 or 4. */
  int horizontal() {
    return horizontal;
  }

  /** Pixels below each other that share a colour: 1 or 2. */
  int vertical() {
    return vertical;
  }
}
