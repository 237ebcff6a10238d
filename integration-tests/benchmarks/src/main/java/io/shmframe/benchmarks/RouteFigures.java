// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.Locale;

/**
 * What a {@link RouteReader} found out.
 *
 * @param frames that were measured
 * @param p50 microseconds from publication to the route's first step
 * @param p99 likewise
 * @param max likewise
 * @param copyP50 microseconds that it takes to copy a frame on loan into a new array; 0 if none was
 * @param cpu share of a core that the process took, in percent
 * @param garbage bytes that the consumer's thread allocated for a frame, without the body's array
 */
record RouteFigures(
    long frames, double p50, double p99, double max, double copyP50, double cpu, long garbage) {

  /** A line, as {@link #parse} reads it. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%d;%.2f;%.2f;%.1f;%.2f;%.2f;%d",
        frames,
        p50,
        p99,
        max,
        copyP50,
        cpu,
        garbage);
  }

  static RouteFigures parse(String line) {
    String[] all = line.trim().split(";");
    return new RouteFigures(
        Long.parseLong(all[0]),
        Double.parseDouble(all[1]),
        Double.parseDouble(all[2]),
        Double.parseDouble(all[3]),
        Double.parseDouble(all[4]),
        Double.parseDouble(all[5]),
        Long.parseLong(all[6]));
  }
}
