// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.Field;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.GeometryRule;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.HeaderLayout.Slot;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Placement;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * One stream of a layout: what guards it, what its header says, and where its payload lies.
 * Immutable; any thread may use it.
 */
final class StreamAccess {

  private final HeaderLayout layout;
  private final GeometryRule rule;
  private final Guard guard;
  private final HeaderAccess header;
  private final Stamps stamps;
  private final Placement placement;

  /**
   * @throws LayoutException if layout, expectation and placement do not go together
   */
  StreamAccess(HeaderLayout layout, ExpectedGeometry expected, Placement placement) {
    this.layout = layout;
    this.rule = new GeometryRule(layout, expected);
    this.guard = new Guard(layout);
    this.header = new HeaderAccess(layout);
    this.stamps = new Stamps(layout);
    this.placement = placement.within(layout);
  }

  HeaderLayout layout() {
    return layout;
  }

  GeometryRule rule() {
    return rule;
  }

  Guard guard() {
    return guard;
  }

  HeaderAccess header() {
    return header;
  }

  Stamps stamps() {
    return stamps;
  }

  Placement placement() {
    return placement;
  }

  /** Bytes that a stream needs for frames of so many bytes. */
  long streamBytes(long payloadBytes) {
    long regions = placement.regions();
    long most = Long.MAX_VALUE / 4;
    long payloads = payloadBytes > most / regions ? most : payloadBytes * regions;
    return Math.max(layout.headerEnd(), layout.dataOffset() + payloads);
  }

  /** Bytes from a payload's first to its last, of a text to the zero byte behind it. */
  private long payloadBytes(FrameGeometry geometry, long stride) {
    return Math.addExact(geometry.span(stride), rule.isText() ? 1 : 0);
  }

  /** Bytes that a payload is given room for. */
  long regionBytes(FrameGeometry geometry, long stride) {
    return Math.addExact(geometry.extent(stride), rule.isText() ? 1 : 0);
  }

  /**
   * Bytes that a segment must have for a frame of this stream: those up to the end of its region,
   * which may be all that the segment has.
   */
  long neededBytes(FrameGeometry geometry, long stride) {
    long base = placement.streamBytes() == 0 ? 0 : placement.baseIn(Integer.MAX_VALUE);
    // No sum of these overflows, and whatever is more than 2^31 is refused.
    long before = Math.min(regionBytes(geometry, stride), Integer.MAX_VALUE) * placement.region();
    long payload = Math.min(payloadBytes(geometry, stride), Long.MAX_VALUE / 4);
    return base + Math.max(layout.headerEnd(), layout.dataOffset() + before + payload);
  }

  /** Where the stream begins in a segment of so many bytes; may lie behind its end. */
  long baseIn(long segmentBytes) {
    return placement.baseIn(segmentBytes);
  }

  /**
   * Checks that a segment has this stream's header.
   *
   * @param segmentBytes of the whole segment
   * @throws SegmentException if it is too small, or the stream's share of it
   */
  void requireHeader(Path path, long segmentBytes) throws SegmentException {
    int header = Math.max(layout.headerEnd(), layout.dataOffset());
    long room = placement.endIn(segmentBytes) - baseIn(segmentBytes);
    if (room < header) {
      throw new SegmentException(
          Reason.TOO_SMALL,
          "Segment "
              + path
              + " has "
              + segmentBytes
              + " bytes"
              + (placement.streams() > 1
                  ? ", of which stream " + placement.stream() + " has " + Math.max(0, room)
                  : "")
              + ": expected at least the "
              + header
              + " of the header");
    }
  }

  /**
   * The payload of a frame in the region that this stream is about.
   *
   * @param segmentBytes how many bytes are mapped
   * @throws LayoutException if the segment, or the stream's share of it, does not hold it
   */
  Payload payload(ByteBuffer segment, long segmentBytes, FrameGeometry geometry, long stride) {
    return payload(
        segment, segmentBytes, geometry, stride, placement.region(), regionBytes(geometry, stride));
  }

  /** The region that an answer goes to: the next one, or the first behind the last. */
  int answerRegion() {
    return (placement.region() + 1) % placement.regions();
  }

  /**
   * The payload of a frame in any region.
   *
   * @param regionBytes of each region
   * @throws LayoutException if the region, the segment, or the stream's share of it, does not hold
   *     it
   */
  Payload payload(
      ByteBuffer segment,
      long segmentBytes,
      FrameGeometry geometry,
      long stride,
      int region,
      long regionBytes) {
    long bytes = payloadBytes(geometry, stride);
    if (bytes > regionBytes) {
      throw new LayoutException(
          "a frame of "
              + geometry
              + " has "
              + bytes
              + " bytes, but region "
              + region
              + " has "
              + regionBytes);
    }
    long from = Math.addExact(layout.dataOffset(), saturated(regionBytes, region));
    long room = placement.endIn(segmentBytes) - baseIn(segmentBytes) - from;
    if (bytes > room) {
      throw new LayoutException(
          "a frame of "
              + geometry
              + " has "
              + bytes
              + " bytes, but from offset "
              + from
              + " of the stream there are "
              + Math.max(0, room)
              + " bytes"
              + (placement.streams() > 1
                  ? ": stream "
                      + placement.stream()
                      + " has "
                      + placement.strideIn(segmentBytes)
                      + " (streamStride)"
                  : "")
              + (bytes > Integer.MAX_VALUE
                  ? "; does the description fit (align, byteOrder)?"
                  : ""));
    }
    for (Field field : layout.fields()) {
      if (field.offset() < from + bytes && from < field.end()) {
        throw new LayoutException(
            "a frame of " + geometry + " from offset " + from + " would lie over field " + field);
      }
    }
    return new Payload(segment, (int) (baseIn(segmentBytes) + from), geometry, stride);
  }

  /**
   * Fills an image with what the segment has, and over it what is to be said of the next frame.
   *
   * @throws LayoutException if a field cannot hold what it is to say
   */
  void describe(
      ByteBuffer segment, int base, HeaderImage image, FrameGeometry fitted, FrameTags tags) {
    header.read(segment, base, image);
    rule.write(image, fitted);
    stamps.write(image, tags.timestampNanos());
    stamps.count(image);
    for (Slot slot : layout.others()) {
      Object value = tags.fields().get(slot.field().name());
      if (value != null) {
        image.putValue(slot, value);
      }
    }
  }

  private static long saturated(long bytes, int count) {
    return count != 0 && bytes > Integer.MAX_VALUE / (long) count
        ? Integer.MAX_VALUE
        : bytes * count;
  }
}
