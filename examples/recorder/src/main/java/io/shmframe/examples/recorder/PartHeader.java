// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of both files of a part ({@code docs/spec/recording.md}).
 *
 * @param kind which of the two files it is
 * @param id random; the same in both files of a part
 * @param part its number, from 1
 * @param session random for each start of a recorder, whose monotonic clock goes through all parts
 *     of one session
 * @param created nanoseconds since 1970
 */
record PartHeader(Kind kind, long id, int part, long session, long created) {

  static final int BYTES = 64;

  /** Major number * 65536 + minor number. */
  static final int VERSION = 0x1_0000;

  private static final int VERSION_AT = 8;
  private static final int LENGTH_AT = 12;
  private static final int ID_AT = 16;
  private static final int PART_AT = 24;
  private static final int SESSION_AT = 32;
  private static final int CREATED_AT = 40;
  private static final int CRC_AT = 60;

  /** The two files of a part, by the letters that they begin with. */
  enum Kind {
    INDEX("SHMFRECI", "an index"),
    PAYLOADS("SHMFRECP", "a file of payloads");

    private final String magic;
    private final String words;

    Kind(String magic, String words) {
      this.magic = magic;
      this.words = words;
    }
  }

  /** The header as it stands in the file, from position 0 to the limit. */
  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(kind.magic.getBytes(StandardCharsets.US_ASCII));
    bytes.putInt(VERSION_AT, VERSION).putInt(LENGTH_AT, BYTES).putLong(ID_AT, id);
    bytes.putInt(PART_AT, part).putLong(SESSION_AT, session).putLong(CREATED_AT, created);
    return bytes.putInt(CRC_AT, crc(bytes)).rewind();
  }

  /**
   * Reads and checks the header of a file.
   *
   * @throws RecordingException if it is none, is damaged or of a newer version
   */
  static PartHeader read(FileChannel channel, Path file, Kind kind) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // A file gives as much as it has.
    }
    if (bytes.position() < BYTES) {
      throw new RecordingException(
          file + ": expected the " + BYTES + " bytes of a header, found " + bytes.position());
    }
    byte[] magic = new byte[kind.magic.length()];
    bytes.get(0, magic);
    String letters = new String(magic, StandardCharsets.ISO_8859_1);
    if (!letters.equals(kind.magic)) {
      throw new RecordingException(
          file
              + " is not "
              + kind.words
              + " of a recording: expected it to begin with "
              + kind.magic
              + ", found '"
              + letters.replaceAll("[^ -~]", "?")
              + "'");
    }
    requireCrc(bytes, file);
    return decoded(bytes, file, kind);
  }

  private static void requireCrc(ByteBuffer bytes, Path file) throws RecordingException {
    int found = bytes.getInt(CRC_AT);
    int expected = crc(bytes);
    if (found != expected) {
      throw new RecordingException(
          String.format(
              "%s: the header is damaged: expected CRC-32C %08x, found %08x",
              file, expected, found));
    }
  }

  private static PartHeader decoded(ByteBuffer bytes, Path file, Kind kind)
      throws RecordingException {
    int version = bytes.getInt(VERSION_AT);
    if (version >>> 16 != VERSION >>> 16) {
      throw new NewerVersionException(
          file
              + " has version "
              + (version >>> 16)
              + "."
              + (version & 0xFFFF)
              + ": expected "
              + (VERSION >>> 16)
              + ".x");
    }
    return new PartHeader(
        kind,
        bytes.getLong(ID_AT),
        bytes.getInt(PART_AT),
        bytes.getLong(SESSION_AT),
        bytes.getLong(CREATED_AT));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, CRC_AT));
    return (int) crc.getValue();
  }
}
