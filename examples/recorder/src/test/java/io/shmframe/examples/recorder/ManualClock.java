// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A clock that goes on when somebody sleeps, and then at once. */
final class ManualClock implements Clock {

  private long now = 1_000;
  private final List<Long> wakings = new ArrayList<>();

  void goOn(long nanos) {
    now += nanos;
  }

  /** When each sleep was to end, from the first on. */
  synchronized List<Long> wakings() {
    return wakings.stream().map(time -> time - wakings.get(0)).toList();
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long wallNanos() {
    return now;
  }

  @Override
  public synchronized void sleepUntil(long nanoTime, BooleanSupplier ended) {
    wakings.add(nanoTime);
    now = Math.max(now, nanoTime);
  }
}
