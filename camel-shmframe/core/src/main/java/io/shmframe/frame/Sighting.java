// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A complete frame as its header showed it at one moment, and the means to find out whether it is
 * still that frame.
 */
final class Sighting {

  /** Longer than what wakes up a sleeping reader, shorter than a frame. */
  static final long SETTLE_NANOS = 1_000_000;

  private final Attachment attachment;
  private final StreamAccess stream;
  private final int base;
  private final long seen;
  private final HeaderImage header;
  private final FrameGeometry geometry;
  private final long stride;
  private final Payload payload;

  /**
   * @param seen the field that guards the others
   * @param header not to be changed for as long as this is used
   * @throws LayoutException if the segment, or the stream's share of it, does not hold the frame
   */
  Sighting(
      Attachment attachment,
      StreamAccess stream,
      long seen,
      HeaderImage header,
      FrameGeometry geometry,
      long stride) {
    this(
        attachment,
        stream,
        seen,
        header,
        geometry,
        stride,
        stream.payload(attachment.buffer(), attachment.bytes(), geometry, stride));
  }

  private Sighting(
      Attachment attachment,
      StreamAccess stream,
      long seen,
      HeaderImage header,
      FrameGeometry geometry,
      long stride,
      Payload payload) {
    this.attachment = attachment;
    this.stream = stream;
    this.base = (int) stream.baseIn(attachment.bytes());
    this.seen = seen;
    this.header = header;
    this.geometry = geometry;
    this.stride = stride;
    this.payload = payload;
  }

  /** The same sighting with a header of its own, which may be kept. */
  Sighting kept() {
    return new Sighting(attachment, stream, seen, header.copy(), geometry, stride, payload);
  }

  /** Whether a frame with this header lies in the same place of the same segment. */
  boolean samePlace(Attachment now, HeaderImage other) {
    return now == attachment && stream.rule().saysTheSame(header, other);
  }

  /**
   * Another frame in the same place.
   *
   * @param other for which {@link #samePlace} is true; not to be changed for as long as this is
   *     used
   */
  Sighting next(long guarding, HeaderImage other) {
    return new Sighting(attachment, stream, guarding, other, geometry, stride, payload);
  }

  Attachment attachment() {
    return attachment;
  }

  FrameGeometry geometry() {
    return geometry;
  }

  HeaderImage header() {
    return header;
  }

  Payload payload() {
    return payload;
  }

  long seen() {
    return seen;
  }

  int stride() {
    return (int) (geometry.isPicture() ? stride : geometry.bytes());
  }

  int bytes() {
    // Not more than the mapping has, as the constructor made sure.
    return (int) geometry.bytes();
  }

  long nanos() {
    return stream.stamps().nanos(header);
  }

  ByteBuffer pixels() {
    return payload.slice().asReadOnlyBuffer();
  }

  /**
   * Whether the header is as it was; nothing before this call is loaded behind its loads, and vice
   * versa.
   */
  boolean unchanged() {
    ByteBuffer segment = attachment.buffer();
    // Pairs with the writer's release fence in Guard.withdraw(): a byte of a newer frame that was
    // loaded before this fence makes the withdrawal, or what the writer stored later, visible
    // behind it.
    Words.acquireFence();
    boolean same =
        stream.guard().load(segment, base) == seen && stream.header().same(segment, base, header);
    // The fields were loaded after the guard; a frame that was begun in between shows in a second
    // look at it.
    Words.acquireFence();
    return same && stream.guard().load(segment, base) == seen;
  }

  /**
   * Copies the frame to a buffer's position, which is not moved.
   *
   * @param scratch a chunk of memory for the comparison, as {@link ContentMarks#newScratch()} makes
   *     it
   * @param marks where what was copied is to be marked
   * @return whether the copy is one whole frame, as far as the mode can tell
   * @throws SegmentException if the file shrank meanwhile
   * @throws InternalError if it shrank and the copy touched what is gone
   */
  boolean copyTo(ByteBuffer target, VerifyMode verify, byte[] scratch, Optional<ContentMarks> marks)
      throws SegmentException {
    payload.copyTo(target);
    boolean whole =
        switch (verify.on(stream.guard().kind())) {
          case NONE -> true;
          case STAMP -> unchanged();
          case COMPARE, AUTO -> unchanged() && settled() && same(target, scratch) && terminated();
        };
    attachment.checkWhole();
    if (whole && marks.isPresent()) {
      marks
          .get()
          .take(new Payload(target, target.position(), geometry, geometry.rowBytes()), scratch);
    }
    return whole;
  }

  /**
   * Where the header does not show that a frame is being overwritten, gives the writer time to go
   * on with it: a reader that has just woken up may have taken the very processor that the writer
   * was copying on, and would find the half-written frame unchanged however often it looked.
   *
   * @return true, for the sake of the expression that it stands in
   */
  boolean settled() {
    if (!stream.guard().kind().withdraws()) {
      Faults.surface();
      LockSupport.parkNanos(SETTLE_NANOS);
    }
    return true;
  }

  /**
   * Compares by way of a copy, since the JDK's comparison of two buffers would take the JVM down if
   * the file shrank under it.
   */
  private boolean same(ByteBuffer copy, byte[] scratch) {
    int length = bytes();
    for (int done = 0; done < length; done += scratch.length) {
      int part = Math.min(scratch.length, length - done);
      payload.get(done, scratch, part);
      if (!same(copy, copy.position() + done, scratch, part)) {
        return false;
      }
    }
    return unchanged();
  }

  /** A text must still end where it did. */
  private boolean terminated() {
    return !stream.rule().isText() || payload.zeroBehind();
  }

  private static boolean same(ByteBuffer copy, int from, byte[] scratch, int part) {
    if (copy.hasArray()) {
      int start = copy.arrayOffset() + from;
      return Arrays.equals(copy.array(), start, start + part, scratch, 0, part);
    }
    return copy.slice(from, part).equals(ByteBuffer.wrap(scratch, 0, part));
  }
}
