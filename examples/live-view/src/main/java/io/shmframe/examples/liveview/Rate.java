// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How fast a counter grows, over the last two seconds. Has to be asked to look now and then. */
final class Rate {

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

  private record Sample(long nanos, long count) {}

  private final LongSupplier counter;
  private final Deque<Sample> samples = new ArrayDeque<>();

  Rate(LongSupplier counter) {
    this.counter = counter;
  }

  synchronized void look() {
    long now = System.nanoTime();
    samples.addLast(new Sample(now, counter.getAsLong()));
    while (samples.size() > 2 && now - samples.getFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
  }

  synchronized double perSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    return (last.count() - first.count()) * 1e9 / (last.nanos() - first.nanos());
  }
}
