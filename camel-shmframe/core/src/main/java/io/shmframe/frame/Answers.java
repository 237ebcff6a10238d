// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * B's side of a handshake: hands the stream back, and answers. One thread holds and answers; any
 * may hand back, as a loan may end on any.
 */
final class Answers {

  private final Path path;
  private final StreamAccess stream;
  private final Guard guard;
  private final ReaderOptions options;

  /** The frame that A wrote and that is not handed back yet. */
  private final AtomicReference<Sighting> held = new AtomicReference<>();

  Answers(Path path, StreamAccess stream, ReaderOptions options) {
    this.path = path;
    this.stream = stream;
    this.guard = stream.guard();
    this.options = options;
  }

  /** Whether frames are handed back at all. */
  boolean inTurns() {
    return guard.kind() == Synchronisation.STATUS;
  }

  /** Whether it is still this side's turn. */
  boolean holding() {
    return held.get() != null;
  }

  /** Keeps the turn with a frame that was taken. */
  void hold(Sighting frame) {
    if (inTurns()) {
      held.set(frame);
    }
  }

  /**
   * Gives the stream back to A, if it is this side's turn by this frame: a loan that ends late must
   * not give back the turn of the frame after it.
   *
   * @param done as it was held
   */
  void handBack(Sighting done) {
    if (!held.compareAndSet(done, null) || !done.attachment().retain()) {
      return;
    }
    try {
      handBack(done.attachment());
      Faults.surface();
    } catch (InternalError fault) {
      // The segment was cut: there is nobody to hand anything to.
      done.attachment().translated(fault);
    } finally {
      done.attachment().release();
    }
  }

  /** Gives back what was not even taken: A would wait for ever. */
  void handBack(Attachment attachment) {
    int base = (int) stream.baseIn(attachment.bytes());
    if (guard.load(attachment.buffer(), base) == Guard.WRITTEN) {
      guard.store(attachment.buffer(), base, Guard.FREE);
    }
  }

  /**
   * Answers a frame, see {@link FrameReader#answer}.
   *
   * @param asked as it was taken
   */
  void answer(Sighting asked, FrameView answer, FrameTags tags)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    Attachment to = asked.attachment();
    if (!to.retain()) {
      throw new SegmentException(
          Reason.MISSING, "Segment " + path + " is gone, and with it whoever asked");
    }
    try {
      if (inTurns()) {
        answerInTurn(to, answer, tags);
      } else {
        answerBeside(asked, answer);
      }
      to.checkWhole();
    } catch (InternalError fault) {
      throw to.translated(fault);
    } finally {
      to.release();
    }
  }

  private void answerInTurn(Attachment to, FrameView answer, FrameTags tags)
      throws TornFrameException, HandshakeTimeoutException {
    ByteBuffer segment = to.buffer();
    int base = (int) stream.baseIn(to.bytes());
    FrameGeometry fitted = stream.rule().fitted(answer.geometry());
    Payload payload =
        stream.payload(segment, to.bytes(), fitted, stream.rule().strideToWrite(fitted));
    // Before the stream is A's again: the answer may be the loan itself.
    byte[] packed = OwnedFrame.packed(answer);
    Sighting turn = held.get();
    if (turn != null) {
      handBack(turn);
    }
    Turns.awaitFree(guard, segment, base, options.requestTimeout(), options.waiting(), path);
    HeaderImage header = new HeaderImage(stream.layout());
    stream.describe(segment, base, header, fitted, tags);
    stream.header().write(segment, base, header);
    payload.fill(packed);
    Faults.surface();
    guard.publish(segment, base, Guard.ANSWERED);
  }

  private void answerBeside(Sighting asked, FrameView answer) throws TornFrameException {
    FrameGeometry geometry = answer.geometry();
    Attachment to = asked.attachment();
    stream
        .payload(
            to.buffer(),
            to.bytes(),
            geometry,
            geometry.rowBytes(),
            stream.answerRegion(),
            stream.regionBytes(asked.geometry(), asked.stride()))
        .fill(OwnedFrame.packed(answer));
  }
}
