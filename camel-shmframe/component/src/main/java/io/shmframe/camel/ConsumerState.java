// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameReader;
import io.shmframe.frame.ReaderCounters;
import io.shmframe.memory.SegmentException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a consumer is doing, told in words: for its log and for its health check. Safe from any
 * thread.
 */
final class ConsumerState {

  /**
   * A writer that died in the middle of a frame leaves one unfinished, and perhaps one torn; more
   * are alive.
   */
  private static final int SOME = 3;

  private final FrameReader reader;
  private final String name;
  private final long staleAfterMillis;
  private volatile boolean routing;
  private volatile long lastFrameNanos;
  private volatile long vainAtLastFrame;

  ConsumerState(FrameReader reader, String name, long staleAfterMillis) {
    this.reader = reader;
    this.name = name;
    this.staleAfterMillis = staleAfterMillis;
    leavesRoute();
  }

  /** A frame is on its way; however long the route takes, it is not the camera that is late. */
  void entersRoute() {
    routing = true;
  }

  /** The waiting begins. */
  void leavesRoute() {
    lastFrameNanos = System.nanoTime();
    vainAtLastFrame = vain();
    routing = false;
  }

  /**
   * How long the consumer has been waiting for a frame, in milliseconds; 0 while the route has one.
   */
  long silenceMillis() {
    return routing ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastFrameNanos);
  }

  /** Whether frames come, but none could be taken whole, for so long that it is worth a word. */
  boolean starved() {
    return silenceMillis() >= staleAfterMillis && rejected() > SOME;
  }

  /** What is wrong; empty while frames come. */
  Optional<String> trouble() {
    Optional<Exception> problem = reader.problem();
    if (problem.isPresent()) {
      boolean removed =
          problem.get() instanceof SegmentException e
              && e.reason() == SegmentException.Reason.MISSING
              && silenceMillis() < staleAfterMillis;
      // A writer that goes on after somebody has removed the name is well.
      if (!removed || !reader.attached()) {
        return Optional.of(problem.get().getMessage());
      }
    }
    if (starved()) {
      return Optional.of(starvation());
    }
    if (silenceMillis() >= staleAfterMillis) {
      return Optional.of(
          "No fresh frame in segment "
              + name
              + " for "
              + silenceMillis()
              + " ms (staleAfter="
              + staleAfterMillis
              + "ms)");
    }
    return Optional.empty();
  }

  String starvation() {
    return "The writer of segment "
        + name
        + " never pauses for long enough: none of "
        + rejected()
        + " looks within "
        + silenceMillis()
        + " ms found a frame that stayed whole while it was copied. A segment of one slot has no frame to take from"
        + " such a writer; let it pause for as long as a copy takes, or write smaller frames";
  }

  ReaderCounters counters() {
    return reader.counters();
  }

  private long rejected() {
    return vain() - vainAtLastFrame;
  }

  /** Looks that found a frame, but in the making or overwritten before it was copied. */
  private long vain() {
    ReaderCounters counters = reader.counters();
    return counters.torn() + counters.unfinished();
  }
}
