// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongPredicate;

/**
 * Writes one frame after another into its slot, each in three steps: {@link #begin}, the payload,
 * {@link #finish}. Used under the writer's lock.
 */
final class SlotWriter {

  private final Path path;
  private final StreamAccess stream;
  private final Guard guard;
  private final WriterOptions options;
  private final WrittenSegment segment;
  private final HeaderImage image;

  private long lastNanos;
  private FrameGeometry given;
  private FrameGeometry fitted;

  /** Of the frame that was begun. */
  private Payload payload;

  private int stride;
  private long published;

  SlotWriter(Path path, HeaderLayout layout, WriterOptions options) {
    this.path = path;
    this.options = options;
    stream = new StreamAccess(layout, options.expected(), options.placement());
    guard = stream.guard();
    segment = new WrittenSegment(path, stream, options);
    image = new HeaderImage(layout);
  }

  StreamAccess stream() {
    return stream;
  }

  WrittenSegment segment() {
    return segment;
  }

  WriterOptions options() {
    return options;
  }

  Path path() {
    return path;
  }

  /** The header of the frame that was written last, or of an answer that was read. */
  HeaderImage image() {
    return image;
  }

  /** Bytes from row to row of the frame that was begun. */
  int stride() {
    return stride;
  }

  /** Where the frame that was begun lies. */
  Payload payload() {
    return payload;
  }

  /** Whether B must have taken the frame before. */
  boolean inTurns() {
    return guard.kind() == Synchronisation.STATUS;
  }

  /** Whether rows are spread, so that a frame cannot be copied in one go. */
  boolean spread(FrameGeometry geometry) {
    return geometry.isPicture() && stream.rule().strideToWrite(geometry) != geometry.rowBytes();
  }

  /** Maps a segment for such frames, and gives their geometry as the layout tells it. */
  FrameGeometry attach(FrameGeometry geometry) throws SegmentException {
    FrameGeometry told = fitted(geometry);
    if (segment.attach(told, stream.rule().strideToWrite(told))) {
      // Goes on behind the last stamp of whoever wrote here before, unless that is none that a
      // clock could have shown.
      stream.header().read(segment.buffer(), segment.base(), image);
      long found = stream.stamps().nanos(image);
      if (found > lastNanos && found < FrameTags.nanos(System.currentTimeMillis() + 60_000)) {
        lastNanos = found;
      }
    }
    return told;
  }

  /**
   * Maps a segment and begins a frame in it.
   *
   * @return the stamp that the frame gets
   */
  long begin(FrameGeometry geometry, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException {
    return beginAttached(attach(geometry), tags);
  }

  /**
   * Begins a frame in the segment that is mapped. Everything that may fail comes before the first
   * store: a frame that cannot be written costs none that is there.
   *
   * @param told as {@link #attach} gives it
   * @return the stamp that the frame gets
   */
  long beginAttached(FrameGeometry told, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException {
    stride = Math.toIntExact(told.isPicture() ? stream.rule().strideToWrite(told) : told.bytes());
    payload = inSegment(told, stride);
    if (inTurns()) {
      awaitFree();
    }
    boolean first = lastNanos == 0 || !stream.stamps().tellsTime();
    long nanos =
        first
            ? tags.timestampNanos()
            : Math.max(tags.timestampNanos(), stream.stamps().next(lastNanos));
    FrameTags stamped = new FrameTags(nanos, tags.fields(), tags.encoding(), tags.flags());
    stream.describe(segment.buffer(), segment.base(), image, told, stamped);
    lastNanos = nanos;
    published = guard.withdraw(segment.buffer(), segment.base());
    stream.header().write(segment.buffer(), segment.base(), image);
    return nanos;
  }

  /** Publishes the frame that was begun. */
  void finish() throws SegmentException {
    if (stream.rule().isText()) {
      payload.putZeroBehind();
    }
    // Before the guard, so that a frame of which pages were lost is not published on what is left.
    segment.requireWhole();
    guard.publish(segment.buffer(), segment.base(), published);
    Faults.surface();
  }

  private Payload inSegment(FrameGeometry told, long stride) throws SegmentException {
    try {
      return stream.payload(segment.buffer(), segment.buffer().capacity(), told, stride);
    } catch (LayoutException e) {
      throw new SegmentException(Reason.TOO_SMALL, "Segment " + path + ": " + e.getMessage(), e);
    }
  }

  private FrameGeometry fitted(FrameGeometry geometry) {
    if (!geometry.equals(given)) {
      fitted = stream.rule().fitted(geometry);
      given = geometry;
    }
    return fitted;
  }

  /**
   * A's wait before it writes. An answer that nobody waits for any more is in the way, and A's to
   * remove.
   */
  private void awaitFree() throws HandshakeTimeoutException {
    long seen = await(state -> state == Guard.FREE || state == Guard.ANSWERED);
    if (seen == Guard.ANSWERED) {
      free();
    } else if (seen != Guard.FREE) {
      throw Turns.timeout(path, "for status 0 (free)", options.requestTimeout(), seen);
    }
  }

  /** Waits for a state, for as long as the options say; gives the one that was seen last. */
  long await(LongPredicate wanted) {
    return await(wanted, options.requestTimeout());
  }

  /** Waits for a state; gives the one that was seen last. */
  long await(LongPredicate wanted, Duration atMost) {
    return Turns.await(guard, segment.buffer(), segment.base(), wanted, atMost, options.waiting());
  }

  /** It is nobody's turn. */
  void free() {
    guard.store(segment.buffer(), segment.base(), Guard.FREE);
  }
}
