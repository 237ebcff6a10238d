// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.file.Path;

/**
 * Where and for how long is measured.
 *
 * @param java the JVM's program with which the processes of this measurement are started
 * @param version of it, as a number: 17, 25
 * @param newest whether it is the newest one that is measured: what a JDK does not change is
 *     measured with this one only
 * @param quick whether the whole run is to take three minutes instead of twenty
 * @param target the folder for what is compiled and written
 */
record Bench(Path java, int version, boolean newest, boolean quick, Path target) {

  /** Seconds of one measurement. */
  int seconds(int full) {
    return quick ? 1 : full;
  }
}
