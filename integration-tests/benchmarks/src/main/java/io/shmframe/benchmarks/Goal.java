// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.Arrays;
import java.util.List;

/** The table of goals in section 7 of the design, in its order. */
enum Goal {
  COPY("copying in and out, 1080p, against a C loop of memcpy", 0.9, true, "x"),
  LOAN_SIZE("a loan's latency at 4K against 640x404", 1.2, false, "x"),
  SPIN("publish to first step beyond the copy, `spin`, p50", 2, false, "µs"),
  FUTEX("publish to first step, `futex`, a frame every 5 ms, p50", 15, false, "µs"),
  FUTEX_CPU("the same, the reader's CPU", 0.5, false, "% of a core"),
  PARK("publish to first step, `auto` without a futex, 30 frames a second, p50", 200, false, "µs"),
  PARK_CPU("the same without a futex, the reader's CPU", 2, false, "% of a core"),
  GARBAGE("garbage a frame, pooled exchanges and loans", 300, false, "bytes"),
  JPEG_UNIX("frames a second at 1080p against JPEG over a Unix socket", 50, true, "x"),
  JPEG_TCP("frames a second at 1080p against JPEG over TCP", 80, true, "x"),
  RAW_UNIX("frames a second at 1080p against raw frames over a Unix socket", 4, true, "x"),
  AERON("frames a second at 1080p against Aeron IPC", 1, true, "x"),
  CHRONICLE("frames a second at 1080p against Chronicle Queue", 1, true, "x"),
  IDLE("an idle consumer's CPU, each of 32 in one JVM", 0.2, false, "% of a core");

  private final String text;
  private final double wanted;
  private final boolean atLeast;
  private final String unit;

  Goal(String text, double wanted, boolean atLeast, String unit) {
    this.text = text;
    this.wanted = wanted;
    this.atLeast = atLeast;
    this.unit = unit;
  }

  /** Says what was found. */
  void found(Report report, Bench bench, double found) {
    report.goal(bench, text, wanted, atLeast, found, unit);
  }

  /** All texts, in the order of the table. */
  static List<String> texts() {
    return Arrays.stream(values()).map(goal -> goal.text).toList();
  }
}
