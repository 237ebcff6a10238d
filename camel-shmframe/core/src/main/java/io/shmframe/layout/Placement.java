// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * Which of the frames in a segment is meant.
 *
 * @param streams how many cameras share the segment, at least 1
 * @param stream which of them, from 0
 * @param streamBytes from the start of one stream to the start of the next, header and all; 0 if
 *     that follows from the layout, the frame or the segment
 * @param regions how many payloads of one size follow each other in a stream; 0 for as many as the
 *     layout has
 * @param region which of them, from 0
 */
public record Placement(int streams, int stream, long streamBytes, int regions, int region) {

  /** One stream, the first region. */
  public static final Placement FIRST = new Placement(1, 0, 0, 0, 0);

  /**
   * @throws LayoutException that names what is out of its range
   */
  public Placement {
    require("streams", streams, 1, Integer.MAX_VALUE);
    require("stream", stream, 0, streams - 1);
    require("regions", regions, 0, Integer.MAX_VALUE);
    require("region", region, 0, regions == 0 ? Integer.MAX_VALUE : regions - 1);
    if (streamBytes < 0 || streamBytes > Integer.MAX_VALUE) {
      throw new LayoutException(
          "streamStride is " + streamBytes + ": expected 0 to " + Integer.MAX_VALUE);
    }
  }

  /**
   * With what the layout says in place of what was left open.
   *
   * @throws LayoutException if the layout has no such region, or a stream cannot hold its header
   */
  public Placement within(HeaderLayout layout) {
    int count = regions == 0 ? layout.regions() : regions;
    require("region", region, 0, count - 1);
    long bytes = streamBytes == 0 ? layout.streamBytes() : streamBytes;
    int header = Math.max(layout.headerEnd(), layout.dataOffset());
    if (bytes != 0 && bytes < header) {
      throw new LayoutException(
          "streamStride is " + bytes + ": expected at least the " + header + " of the header");
    }
    if (bytes * stream > Integer.MAX_VALUE) {
      throw new LayoutException(
          "stream is "
              + stream
              + ": it would begin at offset "
              + bytes * stream
              + ", behind the largest segment");
    }
    return new Placement(streams, stream, bytes, count, region);
  }

  /**
   * From the start of one stream to the start of the next.
   *
   * @param segmentBytes of the whole segment, of which each stream has its share where nothing else
   *     is said
   */
  public long strideIn(long segmentBytes) {
    return streamBytes == 0 ? segmentBytes / streams : streamBytes;
  }

  /** Where the stream begins in a segment of so many bytes; may lie behind its end. */
  public long baseIn(long segmentBytes) {
    return strideIn(segmentBytes) * stream;
  }

  /** Behind the stream's last byte in a segment of so many bytes. */
  public long endIn(long segmentBytes) {
    return streams == 1
        ? segmentBytes
        : Math.min(segmentBytes, strideIn(segmentBytes) * (stream + 1L));
  }

  private static void require(String what, long found, long least, long most) {
    if (found < least || found > most) {
      throw new LayoutException(
          what
              + " is "
              + found
              + ": expected "
              + least
              + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
    }
  }
}
