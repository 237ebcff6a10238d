// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/**
 * A straight line through samples, by least squares.
 *
 * @param count of the samples
 * @param perSecond how much the value grows
 * @param error of that: the standard error
 * @param seconds from the first sample to the last
 */
record SoakTrend(int count, double perSecond, double error, double seconds) {

  private static final int FEWEST = 3;
  private static final double TEN_MINUTES = 600;

  /** The line; of fewer than three samples it is flat, and known of nothing. */
  static SoakTrend of(double[] seconds, double[] values) {
    int n = seconds.length;
    if (n < FEWEST) {
      return new SoakTrend(n, 0, 0, 0);
    }
    double meanX = mean(seconds);
    double meanY = mean(values);
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      xx += (seconds[i] - meanX) * (seconds[i] - meanX);
      xy += (seconds[i] - meanX) * (values[i] - meanY);
    }
    double slope = xx == 0 ? 0 : xy / xx;
    double residue = 0;
    for (int i = 0; i < n; i++) {
      double off = values[i] - meanY - slope * (seconds[i] - meanX);
      residue += off * off;
    }
    double error = xx == 0 ? 0 : Math.sqrt(residue / (n - 2) / xx);
    return new SoakTrend(n, slope, error, seconds[n - 1] - seconds[0]);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** How much the value grows in ten minutes. */
  double perTenMinutes() {
    return perSecond * TEN_MINUTES;
  }

  /** How much it has grown over the samples, at the very least: two standard errors less. */
  double surelyGrown() {
    return Math.max(0, (perSecond - 2 * error) * seconds);
  }
}
