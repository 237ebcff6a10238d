// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What has passed one consumer or producer: how many frames, how fast, how old, how large, and what
 * failed. Safe from any thread; a frame costs no garbage.
 */
final class FrameTally {

  /**
   * The 9th of September 2001. What is before that is no time of day: a counter, or the clock of a
   * machine that counts from its start.
   */
  private static final long FIRST_STAMP = TimeUnit.SECONDS.toNanos(1_000_000_000);

  private final long start = System.nanoTime();
  private final WallClock clock = new WallClock();
  private final FrameRate rate = new FrameRate(start);
  private FrameMeters meters = FrameMeters.NONE;
  private long frames;
  private long bytes;
  private long lastBytes;
  private long lastNanos = start;
  private long lastStamp;
  private long lastAge;
  private long failures;
  private Optional<String> failure = Optional.empty();

  /** Where each frame is told, too. */
  synchronized void meters(FrameMeters other) {
    meters = other;
  }

  /**
   * A frame has passed.
   *
   * @param size bytes of its payload
   * @param stampNanos when it was taken, in nanoseconds since 1970; 0 if nobody said
   */
  synchronized void frame(long size, long stampNanos) {
    long now = System.nanoTime();
    boolean stamped = stampNanos >= FIRST_STAMP && stampNanos != Long.MAX_VALUE;
    frames++;
    bytes += size;
    lastBytes = size;
    lastNanos = now;
    lastStamp = stamped ? stampNanos : 0;
    lastAge = stamped ? clock.nanos(now) - stampNanos : 0;
    failure = Optional.empty();
    rate.add(now);
    meters.frame(size, stamped ? lastAge : -1);
  }

  /** A frame could not pass. Only the words are kept: the exception may hold the frame. */
  synchronized void failed(Throwable why) {
    failures++;
    failure = Optional.of(why.getMessage() == null ? why.toString() : why.getMessage());
  }

  synchronized long frames() {
    return frames;
  }

  /** Bytes of all payloads. */
  synchronized long bytes() {
    return bytes;
  }

  /** Bytes of the last payload. */
  synchronized long lastBytes() {
    return lastBytes;
  }

  /** How old the last frame was when it passed; empty if its header has no time of day. */
  synchronized OptionalLong ageMillis() {
    return lastStamp == 0
        ? OptionalLong.empty()
        : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(lastAge));
  }

  /** How old the last frame is by now; empty if its header has no time of day. */
  synchronized OptionalLong stampAgeMillis() {
    return lastStamp == 0
        ? OptionalLong.empty()
        : OptionalLong.of(
            TimeUnit.NANOSECONDS.toMillis(clock.nanos(System.nanoTime()) - lastStamp));
  }

  /** Since the last frame, or since the beginning where there was none. */
  synchronized long millisSinceFrame() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastNanos);
  }

  /** Over the last five seconds. */
  synchronized double framesPerSecond() {
    return rate.perSecond(System.nanoTime());
  }

  /** Adds what is the same for consumers and producers. */
  void describe(Map<String, Object> figures) {
    figures.put("framesPerSecond", Math.round(framesPerSecond() * 10) / 10.0);
    figures.put("frameBytes", lastBytes());
    ageMillis().ifPresent(age -> figures.put("ageMs", age));
    stampAgeMillis().ifPresent(age -> figures.put("stampAgeMs", age));
  }

  synchronized long failures() {
    return failures;
  }

  /** Why the last frame could not pass; empty if it did. */
  synchronized Optional<String> failure() {
    return failure;
  }
}
