// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.Field;
import io.shmframe.layout.FieldType;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.LittleEndian;
import java.nio.ByteBuffer;

/**
 * The header of a frame in memory, as loads and stores in the order that the other side needs.
 *
 * <p>{@code valid} guards everything else. The writer's full fence before {@code valid = 1} pairs
 * with the acquire of {@link #complete}; the writer's release fence behind {@code valid = 0} pairs
 * with the acquire fence that a reader puts behind its copy, before it looks at {@link #complete}
 * again.
 */
final class HeaderAccess {

  private static final int WRITING = 0;
  private static final int COMPLETE = 1;

  private final int width;
  private final int height;
  private final int channels;
  private final int stamp;
  private final int valid;

  /**
   * @throws LayoutException if the layout lacks one of the fields, or has it of another type
   */
  HeaderAccess(HeaderLayout layout) {
    width = offset(layout, "width", FieldType.I32);
    height = offset(layout, "height", FieldType.I32);
    channels = offset(layout, "channels", FieldType.I32);
    stamp = offset(layout, "timestampMs", FieldType.I64);
    Field flag = layout.required("valid");
    valid = offset(layout, "valid", FieldType.I32);
    if (!flag.aligned()) {
      throw new LayoutException(
          "Field 'valid' of layout "
              + layout.name()
              + " lies on offset "
              + flag.offset()
              + ": expected a multiple of 4, or no load of it is atomic");
    }
  }

  private static int offset(HeaderLayout layout, String name, FieldType expected) {
    Field field = layout.required(name);
    if (field.type() != expected) {
      throw new LayoutException(
          "Field '"
              + name
              + "' of layout "
              + layout.name()
              + " is "
              + field.type()
              + ": expected "
              + expected);
    }
    return field.offset();
  }

  /** Whether a complete frame is there; nothing behind this call is loaded before it. */
  boolean complete(ByteBuffer segment) {
    return LittleEndian.getIntAcquire(segment, valid) == COMPLETE;
  }

  /** The flag as it is, for the eyes of a person. */
  int valid(ByteBuffer segment) {
    return LittleEndian.getInt(segment, valid);
  }

  int width(ByteBuffer segment) {
    return LittleEndian.getInt(segment, width);
  }

  int height(ByteBuffer segment) {
    return LittleEndian.getInt(segment, height);
  }

  int channels(ByteBuffer segment) {
    return LittleEndian.getInt(segment, channels);
  }

  /** The stamp in milliseconds; not atomic, since it lies across a multiple of 8. */
  long stamp(ByteBuffer segment) {
    return (LittleEndian.getInt(segment, stamp) & 0xFFFF_FFFFL)
        | (long) LittleEndian.getInt(segment, stamp + Integer.BYTES) << Integer.SIZE;
  }

  /** Withdraws the frame that is there; no store behind this call is seen before it. */
  void beginWriting(ByteBuffer segment) {
    LittleEndian.putInt(segment, valid, WRITING);
    // Pairs with the acquire fences in Sighting.unchanged() and FrameReader.find(): who has seen a
    // byte of the new
    // frame sees valid = 0.
    LittleEndian.releaseFence();
  }

  void describe(ByteBuffer segment, int w, int h, int c, long stampMillis) {
    LittleEndian.putInt(segment, width, w);
    LittleEndian.putInt(segment, height, h);
    LittleEndian.putInt(segment, channels, c);
    LittleEndian.putInt(segment, stamp, (int) stampMillis);
    LittleEndian.putInt(segment, stamp + Integer.BYTES, (int) (stampMillis >>> Integer.SIZE));
  }

  /** Publishes the frame: every store before this call is seen by whoever sees the flag. */
  void endWriting(ByteBuffer segment) {
    // Pairs with the acquire in complete(): who sees valid = 1 sees the whole frame.
    LittleEndian.fullFence();
    LittleEndian.putIntRelease(segment, valid, COMPLETE);
  }
}
