// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Times that are reported, and never asserted. */
final class Figures {

  private final List<Double> millis = new ArrayList<>();

  void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  @Override
  public String toString() {
    if (millis.isEmpty()) {
      return "none";
    }
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return String.format(
        Locale.ROOT,
        "p50 %.0f ms, p95 %.0f ms, longest %.0f ms (of %d)",
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 95 / 100),
        sorted.get(sorted.size() - 1),
        sorted.size());
  }
}
