// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a camera is doing, in a word and a sentence.
 *
 * @param word {@code waiting}, {@code live}, {@code frozen}, {@code black}, {@code gone}, {@code
 *     starved} or {@code broken}
 * @param detail what is behind it; empty for a camera that is well
 */
record Condition(String word, String detail) {

  private static final double LEAST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  static Condition of(WatchedCamera camera) {
    Optional<String> trouble = camera.consumer().flatMap(it -> it.trouble());
    boolean never = camera.number() == 0;
    if (!camera.present()) {
      return never
          ? new Condition("waiting", "No segment yet")
          : new Condition("gone", "The segment is not there any more");
    }
    if (camera.consumer().map(it -> it.starved()).orElse(false)) {
      return new Condition("starved", trouble.orElse(""));
    }
    if (never) {
      return trouble
          .map(words -> new Condition("broken", words))
          .orElse(new Condition("waiting", "No frame yet"));
    }
    double patience = Math.max(LEAST_SILENCE_NANOS, 3 * camera.arrivals().intervalNanos());
    if (camera.arrivals().silenceNanos() > patience) {
      return new Condition("frozen", silence(camera));
    }
    return moving(camera.stillness());
  }

  private static Condition moving(Stillness stillness) {
    String same =
        stillness.frozen()
            ? "the same byte for byte for " + seconds(stillness.sameNanos()) + ", stamps go on"
            : "";
    if (stillness.black()) {
      return new Condition(
          "black", "All pixels are near 0" + (same.isEmpty() ? "" : ", and " + same));
    }
    return same.isEmpty()
        ? new Condition("live", "")
        : new Condition("frozen", "The picture is " + same);
  }

  private static String silence(WatchedCamera camera) {
    return "No fresh frame for "
        + seconds(camera.arrivals().silenceNanos())
        + (camera.stillness().black() ? "; the last one is black" : "");
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.0f s", nanos / 1e9);
  }
}
