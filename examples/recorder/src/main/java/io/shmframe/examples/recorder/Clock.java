// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The time, which a test can take into its own hands. */
interface Clock {

  /** Nanoseconds of a monotonic clock, from whenever. */
  long nanoTime();

  /** Nanoseconds since 1970. */
  long wallNanos();

  /** Waits until {@link #nanoTime} is so late, or until it is to end. */
  void sleepUntil(long nanoTime, BooleanSupplier ended);

  /** The machine's. */
  Clock SYSTEM =
      new Clock() {
        private static final long LOOK = 50_000_000;

        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long wallNanos() {
          return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        }

        @Override
        public void sleepUntil(long nanoTime, BooleanSupplier ended) {
          long left;
          while (!ended.getAsBoolean() && (left = nanoTime - System.nanoTime()) > 0) {
            LockSupport.parkNanos(Math.min(left, LOOK));
          }
        }
      };
}
