// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.LittleEndian;
import io.shmframe.memory.SegmentException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A complete frame as its header showed it at one moment, and the means to find out whether it is
 * still that frame.
 */
final class Sighting {

  /** Small enough to stay in the first-level cache while a frame is compared. */
  private static final int CHUNK = 16 * 1024;

  private final Attachment attachment;
  private final HeaderAccess header;
  private final int dataOffset;
  private final long stamp;
  private final FrameGeometry geometry;

  Sighting(
      Attachment attachment,
      HeaderAccess header,
      int dataOffset,
      long stamp,
      FrameGeometry geometry) {
    this.attachment = attachment;
    this.header = header;
    this.dataOffset = dataOffset;
    this.stamp = stamp;
    this.geometry = geometry;
    if (geometry.bytes() > attachment.bytes() - dataOffset) {
      throw new LayoutException(
          "the header says "
              + geometry
              + ", "
              + geometry.bytes()
              + " bytes, but behind the "
              + dataOffset
              + " of the header there are "
              + (attachment.bytes() - dataOffset));
    }
  }

  Attachment attachment() {
    return attachment;
  }

  FrameGeometry geometry() {
    return geometry;
  }

  long stamp() {
    return stamp;
  }

  int bytes() {
    // Not more than the mapping has, as the constructor made sure.
    return (int) geometry.bytes();
  }

  ByteBuffer pixels() {
    return attachment.buffer().slice(dataOffset, bytes()).asReadOnlyBuffer();
  }

  /**
   * Whether the header is as it was; nothing before this call is loaded behind its loads, and vice
   * versa.
   */
  boolean unchanged() {
    ByteBuffer segment = attachment.buffer();
    // Pairs with the writer's release fence behind valid = 0: a byte of a newer frame that was
    // loaded before this fence
    // makes the writer's valid = 0, or what it stored later, visible behind it.
    LittleEndian.acquireFence();
    boolean same =
        header.complete(segment)
            && header.stamp(segment) == stamp
            && header.width(segment) == geometry.width()
            && header.height(segment) == geometry.height()
            && header.channels(segment) == geometry.channels();
    // The stamp was loaded after valid; a frame that was begun in between shows in a second look at
    // valid.
    LittleEndian.acquireFence();
    return same && header.complete(segment);
  }

  /**
   * Copies the frame to a buffer's position, which is not moved.
   *
   * @param scratch a chunk of memory for the comparison, as {@link #newScratch()} makes it
   * @return whether the copy is one whole frame, as far as the mode can tell
   * @throws SegmentException if the file shrank meanwhile
   * @throws InternalError if it shrank and the copy touched what is gone
   */
  boolean copyTo(ByteBuffer target, VerifyMode verify, byte[] scratch) throws SegmentException {
    target.put(target.position(), attachment.buffer(), dataOffset, bytes());
    boolean whole =
        switch (verify) {
          case NONE -> true;
          case STAMP -> unchanged();
          case COMPARE, AUTO -> unchanged() && same(target, scratch) && unchanged();
        };
    attachment.checkWhole();
    return whole;
  }

  static byte[] newScratch() {
    return new byte[CHUNK];
  }

  /**
   * Compares by way of a copy, since the JDK's comparison of two buffers would take the JVM down if
   * the file shrank under it.
   */
  private boolean same(ByteBuffer copy, byte[] scratch) {
    ByteBuffer segment = attachment.buffer();
    int length = bytes();
    for (int done = 0; done < length; done += scratch.length) {
      int part = Math.min(scratch.length, length - done);
      segment.get(dataOffset + done, scratch, 0, part);
      if (!same(copy, copy.position() + done, scratch, part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(ByteBuffer copy, int from, byte[] scratch, int part) {
    if (copy.hasArray()) {
      int start = copy.arrayOffset() + from;
      return Arrays.equals(copy.array(), start, start + part, scratch, 0, part);
    }
    return copy.slice(from, part).equals(ByteBuffer.wrap(scratch, 0, part));
  }
}
