// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.Locale;

/** A row as a line of text, while the others are still running. */
final class Progress {

  private Progress() {}

  static String line(Result row) {
    return String.format(
        Locale.ROOT,
        "comparison: %-18s %9s  %s",
        row.name(),
        row.size(),
        row.figures().map(Progress::figures).orElseGet(() -> "- " + row.trouble().orElse("")));
  }

  private static String figures(Figures it) {
    return String.format(
        Locale.ROOT,
        "%6.0f frames/s (missed %.0f %%)  latency p50 %.2f p99 %.2f ms  CPU %.0f + %.0f + %.0f %%  wrong %d%s",
        it.framesPerSecond(),
        100 * it.missedShare(),
        it.p50Micros() / 1000,
        it.p99Micros() / 1000,
        it.senderPercent(),
        it.receiverPercent(),
        it.thirdPercent(),
        it.wrong(),
        it.torn() == 0 ? "" : ", torn " + it.torn());
  }
}
