// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A copy of one descriptor of a ring, in memory of its own: what a writer is going to store, or
 * what a reader has loaded and checks before it believes it. Used by one thread.
 */
public final class RingDescriptor {

  public static final int LOCK = 0;
  public static final int TICKET = 64;
  public static final int SEQUENCE = 72;
  public static final int CAPTURED = 80;
  public static final int CAPTURED_MONOTONIC = 88;
  public static final int PUBLISHED_AT = 96;
  public static final int PUBLISHED_MONOTONIC = 104;
  public static final int PAYLOAD_BYTES = 112;
  public static final int KIND = 120;
  public static final int FLAGS = 128;
  public static final int FOURCC = 136;
  public static final int TYPE = 144;
  public static final int WIDTH = 152;
  public static final int HEIGHT = 160;
  public static final int CHANNELS = 168;
  public static final int COLOUR_RANGE = 176;
  public static final int PLANES = 184;
  public static final int PLANE = 192;
  public static final int PLANE_BYTES = 16;
  public static final int DTYPE = 256;
  public static final int NDIM = 264;
  public static final int SHAPE = 272;
  public static final int PAYLOAD_CRC = 528;
  public static final int METADATA_BYTES = 536;
  public static final int WRITER_ID = 544;
  public static final int METADATA = 576;

  /** Bit of {@link #FLAGS}: the payload's CRC counts. */
  public static final long HAS_CRC = 1 << 4;

  /** The first byte that is copied: what stands before is the lock, on a cache line of its own. */
  public static final int COPIED = TICKET;

  private final byte[] bytes = new byte[RingLayout.DESCRIPTOR_BYTES];
  private final byte[] known = new byte[RingLayout.DESCRIPTOR_BYTES];
  private final ByteBuffer image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

  private FrameGeometry described;
  private String describedEncoding = "";
  private RingShape shape;

  /** The value at an offset. */
  public long get(int offset) {
    return image.getLong(offset);
  }

  public void put(int offset, long value) {
    image.putLong(offset, value);
  }

  /** How many bytes of the image are in use, from the start. */
  public int end() {
    return METADATA + metadataBytes();
  }

  /** The metadata's length, or 0 if that cannot be: then {@link #fields()} says so. */
  private int metadataBytes() {
    long found = get(METADATA_BYTES);
    return found < 0 || found > Metadata.MAX_BYTES ? 0 : (int) found;
  }

  /** Loads a descriptor; what it says may not be true yet. */
  public void load(ByteBuffer segment, int at) {
    segment.get(at + COPIED, bytes, COPIED, METADATA - COPIED);
    int metadata = metadataBytes();
    if (metadata > 0) {
      segment.get(at + METADATA, bytes, METADATA, metadata);
    }
  }

  /** Stores all but the lock. */
  public void store(ByteBuffer segment, int at) {
    segment.put(at + COPIED, bytes, COPIED, end() - COPIED);
  }

  /**
   * Says what a payload is.
   *
   * @param encoding {@code raw}, or how the bytes of a geometry of bytes are coded
   * @param fields the metadata; {@code width} and {@code height} of an encoded picture have a place
   *     of their own
   * @throws LayoutException if one of them has no place in a ring
   */
  public void describe(FrameGeometry geometry, String encoding, Map<String, Object> fields) {
    boolean encoded = !encoding.equals(RingKinds.RAW);
    if (encoded || !geometry.equals(described) || !encoding.equals(describedEncoding)) {
      described = null;
      Arrays.fill(bytes, PAYLOAD_BYTES, PAYLOAD_CRC, (byte) 0);
      RingKinds.write(this, geometry, encoding);
      describedEncoding = encoding;
      described = geometry;
    }
    Map<String, Object> rest = encoded ? withoutSides(fields) : fields;
    put(METADATA_BYTES, rest.isEmpty() ? 0 : Metadata.write(rest, image, METADATA));
  }

  private Map<String, Object> withoutSides(Map<String, Object> fields) {
    Map<String, Object> rest = new LinkedHashMap<>(fields);
    move(rest, "width", WIDTH);
    move(rest, "height", HEIGHT);
    return rest;
  }

  private void move(Map<String, Object> fields, String name, int offset) {
    if (fields.get(name) instanceof Number side && side.longValue() > 0) {
      put(offset, side.longValue());
      fields.remove(name);
    }
  }

  /**
   * What the descriptor that was loaded says of its payload, every length and offset checked.
   *
   * @param capacity most bytes of a payload
   * @throws LayoutException if it does not hold together
   */
  public RingShape shape(long capacity) {
    boolean same =
        shape != null
            && Arrays.equals(bytes, PAYLOAD_BYTES, FLAGS, known, PAYLOAD_BYTES, FLAGS)
            && Arrays.equals(bytes, FOURCC, PAYLOAD_CRC, known, FOURCC, PAYLOAD_CRC)
            && shape.payloadBytes() <= capacity;
    if (!same) {
      shape = null;
      shape = RingKinds.read(this, capacity);
      System.arraycopy(bytes, PAYLOAD_BYTES, known, PAYLOAD_BYTES, PAYLOAD_CRC - PAYLOAD_BYTES);
    }
    return shape;
  }

  /**
   * The metadata that was loaded, with {@code width} and {@code height} of an encoded picture.
   *
   * @throws LayoutException if lengths do not add up
   */
  public Map<String, Object> fields() {
    long length = get(METADATA_BYTES);
    if (length < 0 || length > Metadata.MAX_BYTES) {
      throw new LayoutException(
          "the descriptor says metadataBytes="
              + Long.toUnsignedString(length)
              + ": expected 0 to "
              + Metadata.MAX_BYTES);
    }
    Map<String, Object> fields = Metadata.read(image, METADATA, (int) length);
    boolean sides = get(KIND) == RingKinds.ENCODED && (get(WIDTH) > 0 || get(HEIGHT) > 0);
    if (!sides) {
      return fields;
    }
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.putIfAbsent("width", get(WIDTH));
    all.putIfAbsent("height", get(HEIGHT));
    return all;
  }
}
