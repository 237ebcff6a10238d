// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Metadata;
import io.shmframe.layout.PixelFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * A frame's entry in an index ({@code docs/spec/recording.md}).
 *
 * @param number of the frame in its part, from 1 without gaps
 * @param offset of the payload in its file
 * @param bytes of the payload
 * @param crc CRC-32C of the payload
 * @param arrived when the recorder got it by its monotonic clock, nanoseconds
 * @param arrivedAt the same in nanoseconds since 1970
 * @param end whether it is the entry that ends a part that was closed in good order
 * @param frame what it is
 */
record IndexEntry(
    long number,
    long offset,
    long bytes,
    int crc,
    long arrived,
    long arrivedAt,
    boolean end,
    FrameDescription frame) {

  /** Bytes of an entry without shape and headers. */
  static final int FIXED = 144;

  /** The longest that this version writes. */
  static final int LONGEST = FIXED + FrameGeometry.MAX_DIMENSIONS * 4 + Metadata.MAX_BYTES;

  /** The longest of any version. */
  static final int MAX_LENGTH = 4096;

  /** The largest payload, which is also what a segment can hold. */
  static final long MAX_PAYLOAD = Integer.MAX_VALUE - 8L;

  /** Every entry begins with these letters: SHME. */
  static final int MARK = 0x454D4853;

  private static final int LENGTH_AT = 4;
  private static final int CRC_AT = 8;
  private static final int KIND_AT = 12;
  private static final int NUMBER_AT = 16;
  private static final int OFFSET_AT = 24;
  private static final int BYTES_AT = 32;
  private static final int PAYLOAD_CRC_AT = 40;
  private static final int FLAGS_AT = 44;
  private static final int SEQUENCE_AT = 48;
  private static final int CAPTURED_AT = 56;
  private static final int ARRIVED_AT = 64;
  private static final int ARRIVED_AT_AT = 72;
  private static final int MISSED_AT = 80;
  private static final int WIDTH_AT = 88;
  private static final int HEIGHT_AT = 92;
  private static final int CHANNELS_AT = 96;
  private static final int TYPE_AT = 100;
  private static final int FORMAT_AT = 104;
  private static final int STRIDE_AT = 108;
  private static final int DTYPE_AT = 112;
  private static final int NDIM_AT = 116;
  private static final int ENCODING_AT = 120;
  private static final int ENCODING_BYTES = 16;
  private static final int HEADERS_AT = 136;

  private static final int KIND_BYTES = 0;
  private static final int KIND_PICTURE = 1;
  private static final int KIND_TENSOR = 2;
  private static final int KIND_END = 3;

  /** The entry behind the last frame. */
  static IndexEntry end(long number, long offset, long arrived, long arrivedAt) {
    return new IndexEntry(
        number, offset, 0, 0, arrived, arrivedAt, true, FrameDescription.ofBytes(0));
  }

  /** The entry as it stands in the file, from position 0 to the limit. */
  ByteBuffer encode() {
    FrameGeometry geometry = frame.geometry();
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, MARK).putInt(KIND_AT, kind()).putLong(NUMBER_AT, number);
    bytes.putLong(OFFSET_AT, offset).putLong(BYTES_AT, this.bytes).putInt(PAYLOAD_CRC_AT, crc);
    bytes.putInt(FLAGS_AT, frame.flags()).putLong(SEQUENCE_AT, frame.sequence().orElse(-1));
    bytes.putLong(CAPTURED_AT, frame.captured()).putLong(ARRIVED_AT, arrived);
    bytes.putLong(ARRIVED_AT_AT, arrivedAt).putLong(MISSED_AT, frame.missed());
    bytes.putInt(TYPE_AT, -1).putInt(DTYPE_AT, -1);
    int end = FIXED;
    if (geometry.isPicture()) {
      bytes.putInt(WIDTH_AT, geometry.width()).putInt(HEIGHT_AT, geometry.height());
      bytes.putInt(CHANNELS_AT, geometry.channels()).putInt(TYPE_AT, geometry.type());
      bytes.putInt(FORMAT_AT, geometry.format().map(PixelFormat::code).orElse(0));
      bytes.putInt(STRIDE_AT, frame.stride());
    } else if (geometry.isTensor()) {
      int[] shape = geometry.shape();
      bytes.putInt(DTYPE_AT, geometry.element().number()).putInt(NDIM_AT, shape.length);
      for (int side : shape) {
        bytes.putInt(end, side);
        end += Integer.BYTES;
      }
    }
    bytes.put(ENCODING_AT, encoding());
    int headers = Metadata.write(frame.headers(), bytes, end);
    bytes.putInt(HEADERS_AT, headers);
    int length = end + headers + 7 & ~7;
    bytes.putInt(LENGTH_AT, length);
    return bytes.putInt(CRC_AT, crc(bytes, 0, length)).limit(length);
  }

  private int kind() {
    if (end) {
      return KIND_END;
    }
    FrameGeometry geometry = frame.geometry();
    return geometry.isPicture() ? KIND_PICTURE : geometry.isTensor() ? KIND_TENSOR : KIND_BYTES;
  }

  private byte[] encoding() {
    byte[] letters = frame.encoding().getBytes(StandardCharsets.UTF_8);
    if (letters.length > ENCODING_BYTES) {
      throw new LayoutException(
          "encoding=" + frame.encoding() + ": expected at most " + ENCODING_BYTES + " bytes");
    }
    return letters;
  }

  private static int crc(ByteBuffer bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(at, CRC_AT));
    crc.update(bytes.slice(at + KIND_AT, length - KIND_AT));
    return (int) crc.getValue();
  }

  /**
   * How long the entry says it is.
   *
   * @param bytes little-endian, with at least 8 bytes from {@code at}
   * @return 0 where no entry can begin
   */
  static int length(ByteBuffer bytes, int at) {
    int length = bytes.getInt(at + LENGTH_AT);
    boolean possible =
        bytes.getInt(at) == MARK && length >= FIXED && length <= MAX_LENGTH && length % 8 == 0;
    return possible ? length : 0;
  }

  /** Whether the CRC of an entry is right. */
  static boolean whole(ByteBuffer bytes, int at, int length) {
    return bytes.getInt(at + CRC_AT) == crc(bytes, at, length);
  }

  /**
   * Reads an entry whose CRC is right.
   *
   * @throws LayoutException if it does not hold together all the same
   */
  static IndexEntry decode(ByteBuffer source, int at, int length) {
    ByteBuffer bytes = source.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
    long number = between("number", bytes.getLong(NUMBER_AT), 1, Long.MAX_VALUE);
    long offset =
        between("payloadOffset", bytes.getLong(OFFSET_AT), PartHeader.BYTES, Long.MAX_VALUE >> 1);
    long count = between("payloadBytes", bytes.getLong(BYTES_AT), 0, MAX_PAYLOAD);
    int ndim = (int) between("ndim", bytes.getInt(NDIM_AT), 0, FrameGeometry.MAX_DIMENSIONS);
    int headersAt = FIXED + ndim * Integer.BYTES;
    int room = Math.max(0, Math.min(Metadata.MAX_BYTES, length - headersAt));
    int headers = (int) between("headersBytes", bytes.getInt(HEADERS_AT), 0, room);
    long sequence = bytes.getLong(SEQUENCE_AT);
    FrameDescription frame =
        new FrameDescription(
            geometry(bytes, ndim, (int) count),
            bytes.getInt(STRIDE_AT),
            encoding(bytes),
            bytes.getInt(FLAGS_AT),
            sequence < 0 ? OptionalLong.empty() : OptionalLong.of(sequence),
            bytes.getLong(CAPTURED_AT),
            bytes.getLong(MISSED_AT),
            Metadata.read(bytes, headersAt, headers));
    if (frame.needed() > count) {
      throw new LayoutException(
          "payloadBytes=" + count + ": expected " + frame.needed() + " for " + frame.geometry());
    }
    return new IndexEntry(
        number,
        offset,
        count,
        bytes.getInt(PAYLOAD_CRC_AT),
        bytes.getLong(ARRIVED_AT),
        bytes.getLong(ARRIVED_AT_AT),
        bytes.getInt(KIND_AT) == KIND_END,
        frame);
  }

  private static FrameGeometry geometry(ByteBuffer bytes, int ndim, int count) {
    int kind = bytes.getInt(KIND_AT);
    if (kind == KIND_PICTURE) {
      int width = bytes.getInt(WIDTH_AT);
      int height = bytes.getInt(HEIGHT_AT);
      FrameGeometry plain = new FrameGeometry(width, height, bytes.getInt(TYPE_AT));
      Optional<PixelFormat> format = PixelFormat.ofCode(bytes.getInt(FORMAT_AT) & 0xFFFF_FFFFL);
      boolean named =
          format.isPresent()
              && plain.element() == ElementType.UINT8
              && plain.channels() == format.get().channels();
      return named ? FrameGeometry.picture(width, height, format.get()) : plain;
    } else if (kind == KIND_TENSOR) {
      int[] shape = new int[ndim];
      for (int i = 0; i < ndim; i++) {
        shape[i] = bytes.getInt(FIXED + i * Integer.BYTES);
      }
      int dtype = bytes.getInt(DTYPE_AT);
      ElementType element =
          ElementType.ofNumber(dtype)
              .orElseThrow(() -> new LayoutException("dtype=" + dtype + ": expected numpy's"));
      return FrameGeometry.tensor(element, shape);
    }
    between("kind", kind, KIND_BYTES, KIND_END);
    return FrameGeometry.bytes(count);
  }

  private static String encoding(ByteBuffer bytes) {
    byte[] letters = new byte[ENCODING_BYTES];
    bytes.get(ENCODING_AT, letters);
    return new String(letters, StandardCharsets.UTF_8).replaceFirst("\0.*", "");
  }

  private static long between(String what, long found, long least, long most) {
    if (found < least || found > most) {
      throw new LayoutException(what + "=" + found + ": expected " + least + " to " + most);
    }
    return found;
  }
}
