// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.util.Map;
import java.util.Optional;

/**
 * Takes frames out of a segment, whatever its layout, and delivers whole frames only. The segment
 * may be missing, vanish, be replaced or shrink: the source waits, says why ({@link #problem()}),
 * and follows the name.
 *
 * <p>One thread may use a source at a time; {@link #observe()}, {@link #peek()}, {@link
 * #counters()}, {@link #rejectedLooks()}, {@link #problem()}, {@link #attached()}, {@link
 * #wakeUp()} and {@link #close()} are safe from any other.
 */
public interface FrameSource extends AutoCloseable {

  /**
   * Looks once, without waiting, and copies a fresh frame into the target's memory.
   *
   * @throws TornFrameException if the frame was torn and the policy is {@link TornPolicy#FAIL}
   */
  Look look(FrameTarget target) throws TornFrameException;

  /**
   * Looks once, without waiting, and lends a fresh frame in place; {@link #loan()} gives it.
   *
   * @throws TornFrameException if the frame was overwritten while it was looked at, and the policy
   *     is {@link TornPolicy#FAIL}
   */
  Look lookInPlace() throws TornFrameException;

  /**
   * Waits for a fresh frame and copies it into the target's memory.
   *
   * @param nanos the longest wait
   * @return {@link Look#FRAME}; {@link Look#INVALID} or {@link Look#DETACHED} as soon as there is a
   *     new {@link #problem()}; or what the last look found, when the time is over or the thread is
   *     interrupted
   * @throws TornFrameException if a frame was torn and the policy is {@link TornPolicy#FAIL}
   */
  Look await(FrameTarget target, long nanos) throws TornFrameException;

  /**
   * As {@link #await(FrameTarget, long)}, but lends the frame in place; {@link #loan()} gives it.
   */
  Look awaitInPlace(long nanos) throws TornFrameException;

  /**
   * What is known of the frame that was taken last.
   *
   * @throws IllegalStateException if there was none
   */
  FrameInfo info();

  /**
   * The frame that the last look in place found; the caller closes it. {@link FrameView#shared()}
   * says whether it is the segment's memory or a copy.
   *
   * @throws IllegalStateException if there was none, or it has been fetched already
   */
  FrameView loan();

  /**
   * Why there is no segment to read from, or what is wrong with its header; empty while all is
   * well.
   */
  Optional<Exception> problem();

  /** Whether a segment is mapped. */
  boolean attached();

  /** What has happened so far. */
  ReaderCounters counters();

  /**
   * How many looks so far found a frame, but in the making, or overwritten before it was copied.
   */
  long rejectedLooks();

  /**
   * Counts a frame that is in the segment now, if it is another than before, without taking it:
   * whoever keeps the source's own thread busy lets another call this from time to time. Does
   * nothing where the frames themselves carry a number.
   */
  void observe();

  /**
   * What the segment says of its newest frame at this moment, whole or not, for the eyes of a
   * person: all fields by their names.
   *
   * @return empty while no segment is mapped
   */
  Optional<Map<String, Object>> peek();

  /**
   * The source is not going to look for a while: no writer waits for it meanwhile, and it keeps no
   * entry that others may need. The next look goes on behind the last frame that was taken. To be
   * called by the thread that looks, or while none does.
   */
  default void rest() {
    // Where no writer waits for anybody there is nothing to leave.
  }

  /** Ends a wait of the source's thread, or its next one, before its time. */
  void wakeUp();

  /** Lets go of the segment; loans keep it until they end. */
  @Override
  void close();
}
