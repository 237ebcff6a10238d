// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/** Counts what became of frames. Any thread may count and look. */
final class Tally<E extends Enum<E>> {

  private final E[] kinds;
  private final AtomicLongArray counts;

  Tally(Class<E> kinds) {
    this.kinds = kinds.getEnumConstants();
    this.counts = new AtomicLongArray(this.kinds.length);
  }

  void add(E kind) {
    add(kind, 1);
  }

  void add(E kind, long frames) {
    counts.addAndGet(kind.ordinal(), frames);
  }

  long of(E kind) {
    return counts.get(kind.ordinal());
  }

  /** As {@code name=count}, one behind the other. */
  @Override
  public String toString() {
    return Arrays.stream(kinds)
        .map(kind -> kind.name().toLowerCase(Locale.ROOT) + "=" + of(kind))
        .collect(Collectors.joining(" "));
  }
}
