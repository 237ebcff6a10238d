// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** A's side of questions and answers. Used under the writer's lock. */
final class Requests {

  private final SlotWriter slot;
  private final StreamAccess stream;
  private final Duration timeout;
  private final byte[] scratch = ContentMarks.newScratch();
  private final ContentMarks settling = new ContentMarks();

  /** Until when B may still answer a request that we have given up; 0 if there is none. */
  private long owedUntil;

  private ByteBuffer owedIn;

  Requests(SlotWriter slot) {
    this.slot = slot;
    this.stream = slot.stream();
    this.timeout = slot.options().requestTimeout();
  }

  /**
   * @throws LayoutException if the layout has no place for an answer
   */
  void requirePlace() {
    if (!slot.inTurns() && stream.placement().regions() < 2) {
      throw new LayoutException(
          "Layout "
              + stream.layout().name()
              + " has no place for an answer: expected a field 'status', or two regions");
    }
  }

  /** Writes a frame and waits for its answer, see {@link FrameWriter#request}. */
  FrameInfo request(
      FrameGeometry geometry,
      byte[] packed,
      FrameTags tags,
      Optional<FrameGeometry> answered,
      FrameTarget target)
      throws SegmentException, HandshakeTimeoutException {
    FrameInfo info =
        slot.inTurns()
            ? inTurn(geometry, packed, tags, target)
            : beside(geometry, packed, tags, answered, target);
    slot.segment().requireWhole();
    return info;
  }

  private FrameInfo inTurn(
      FrameGeometry geometry, byte[] packed, FrameTags tags, FrameTarget target)
      throws SegmentException, HandshakeTimeoutException {
    FrameGeometry told = slot.attach(geometry);
    awaitLateAnswer();
    write(told, packed, tags);
    long seen = slot.await(state -> state == Guard.ANSWERED);
    if (seen != Guard.ANSWERED) {
      owedUntil = System.nanoTime() + timeout.toNanos();
      owedIn = slot.segment().buffer();
      if (seen == Guard.WRITTEN) {
        // Nobody has handed it back, and nobody waits for its answer any more.
        slot.free();
      }
      throw Turns.timeout(slot.path(), "for status 2 (answered)", timeout, seen);
    }
    try {
      return answer(target);
    } finally {
      // Whatever it was, it has been read: B's turn to answer the next one.
      slot.free();
    }
  }

  private FrameInfo answer(FrameTarget target) {
    ByteBuffer segment = slot.segment().buffer();
    stream.header().read(segment, slot.segment().base(), slot.image());
    FrameGeometry found = stream.rule().read(slot.image());
    long stride = stream.rule().stride(slot.image(), found);
    Payload answer = stream.payload(segment, segment.capacity(), found, stride);
    Faults.surface();
    answer.copyTo(memory(target, found));
    return info(found);
  }

  /**
   * B may still be at work on what we gave up; its answer must not be taken for the next one. After
   * as long again it is taken for dead.
   */
  private void awaitLateAnswer() {
    long left = owedUntil == 0 ? 0 : owedUntil - System.nanoTime();
    boolean sameSegment = owedIn == slot.segment().buffer();
    owedUntil = 0;
    owedIn = null;
    if (left > 0 && sameSegment) {
      slot.await(state -> state == Guard.ANSWERED, Duration.ofNanos(left));
    }
  }

  private FrameInfo beside(
      FrameGeometry geometry,
      byte[] packed,
      FrameTags tags,
      Optional<FrameGeometry> answered,
      FrameTarget target)
      throws SegmentException, HandshakeTimeoutException {
    FrameGeometry told = slot.attach(geometry);
    FrameGeometry expected = answered.orElse(told);
    Payload answer = region(told, expected);
    ContentMarks before = new ContentMarks();
    before.take(answer, scratch);
    write(told, packed, tags);
    long deadline = System.nanoTime() + timeout.toNanos();
    for (int round = 0; ; round++) {
      if (before.changed(answer, scratch) && settled(answer, before)) {
        ByteBuffer memory = memory(target, expected);
        answer.copyTo(memory);
        if (sameCopy(memory, expected)) {
          return info(expected);
        }
      }
      Faults.surface();
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        throw unanswered();
      }
      slot.options().waiting().idle(round, left);
    }
  }

  private static ByteBuffer memory(FrameTarget target, FrameGeometry geometry) {
    try {
      return target.allocate(geometry);
    } catch (OutOfMemoryError e) {
      throw new LayoutException(
          "an answer of " + geometry + " is more than this JVM can give memory to", e);
    }
  }

  /** Where the answer will lie: the next region, whatever part of it the answer takes. */
  private Payload region(FrameGeometry told, FrameGeometry expected) {
    ByteBuffer segment = slot.segment().buffer();
    long stride = stream.rule().strideToWrite(told);
    return stream.payload(
        segment,
        segment.capacity(),
        expected,
        expected.equals(told) ? stride : expected.rowBytes(),
        stream.answerRegion(),
        stream.regionBytes(told, stride));
  }

  /** Whether the content is another than before, and the same in two looks. */
  private boolean settled(Payload answer, ContentMarks before) {
    settling.take(answer, scratch);
    Faults.surface();
    // As Sighting.settled(): the other side may be in the middle of its answer.
    LockSupport.parkNanos(Sighting.SETTLE_NANOS);
    ContentMarks again = new ContentMarks();
    again.take(answer, scratch);
    return again.same(settling) && !again.same(before);
  }

  private boolean sameCopy(ByteBuffer copy, FrameGeometry geometry) {
    ContentMarks copied = new ContentMarks();
    copied.take(new Payload(copy, copy.position(), geometry, geometry.rowBytes()), scratch);
    return copied.same(settling);
  }

  private HandshakeTimeoutException unanswered() {
    String state = "region " + stream.answerRegion() + " has not changed to anything stable";
    return new HandshakeTimeoutException(
        "Segment "
            + slot.path()
            + ": waited "
            + timeout.toMillis()
            + " ms (requestTimeout) for an answer, but "
            + state,
        state);
  }

  private void write(FrameGeometry told, byte[] packed, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException {
    slot.beginAttached(told, tags);
    slot.payload().fill(packed);
    slot.finish();
  }

  private FrameInfo info(FrameGeometry found) {
    return new FrameInfo(
        found,
        stream.stamps().nanos(slot.image()),
        OptionalLong.empty(),
        0,
        0,
        slot.image().others());
  }
}
