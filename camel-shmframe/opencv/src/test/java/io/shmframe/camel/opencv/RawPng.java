// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A PNG written byte by byte, of colour types that no library here writes. */
final class RawPng {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  RawPng(int width, int height, int depth, int colour) {
    bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk("IHDR", header.put((byte) depth).put((byte) colour).array());
  }

  /** A chunk with its right checksum. */
  RawPng chunk(String type, byte... data) {
    return chunk(type, data, 0);
  }

  /** A chunk whose checksum is wrong by some bits. */
  RawPng chunk(String type, byte[] data, int wrong) {
    CRC32 sum = new CRC32();
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    sum.update(name);
    sum.update(data);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    bytes.writeBytes(name);
    bytes.writeBytes(data);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue() ^ wrong).array());
    return this;
  }

  /** The picture: rows of bytes as the file has them, without their filter bytes. */
  RawPng rows(byte[]... rows) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (byte[] row : rows) {
      raw.write(0);
      raw.writeBytes(row);
    }
    return chunk("IDAT", deflated(raw.toByteArray()));
  }

  static byte[] deflated(byte[] raw) {
    Deflater deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    byte[] packed = new byte[raw.length + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    return java.util.Arrays.copyOf(packed, length);
  }

  /** The file with its end. */
  byte[] end() {
    return chunk("IEND").soFar();
  }

  byte[] soFar() {
    return bytes.toByteArray();
  }
}
