// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a part of {@link Format#FRAMES}: a payload first, and its entry when it is complete, so
 * that whatever ends the process leaves whole frames and perhaps a torn one behind the last of
 * them.
 */
final class PartWriter implements PartOutput {

  private final Part part;
  private final FileChannel index;
  private final FileChannel payloads;
  private long indexEnd = PartHeader.BYTES;
  private long payloadEnd = PartHeader.BYTES;
  private long frames;
  private long arrived;
  private long arrivedAt;

  private PartWriter(Part part, FileChannel index, FileChannel payloads) {
    this.part = part;
    this.index = index;
    this.payloads = payloads;
  }

  /**
   * Makes the files of a new part.
   *
   * @param id random
   * @param session of this recorder
   * @param created nanoseconds since 1970
   */
  static PartWriter create(Part part, long id, long session, long created) throws IOException {
    FileChannel index = open(part.main());
    FileChannel payloads = null;
    try {
      payloads = open(part.payloads());
      int number = part.number();
      write(
          payloads,
          new PartHeader(PartHeader.Kind.PAYLOADS, id, number, session, created).encode(),
          0);
      write(index, new PartHeader(PartHeader.Kind.INDEX, id, number, session, created).encode(), 0);
      return new PartWriter(part, index, payloads);
    } catch (IOException e) {
      index.close();
      if (payloads != null) {
        payloads.close();
      }
      part.delete();
      throw e;
    }
  }

  private static FileChannel open(java.nio.file.Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += channel.write(bytes, place);
    }
  }

  @Override
  public boolean takes(CapturedFrame frame) {
    return true;
  }

  @Override
  public boolean append(CapturedFrame frame) throws IOException {
    ByteBuffer payload = frame.payload().duplicate();
    int bytes = payload.remaining();
    CRC32C crc = new CRC32C();
    crc.update(payload.duplicate());
    write(payloads, payload, payloadEnd);
    if (!frame.intact().getAsBoolean()) {
      // The next one is written over it.
      return false;
    }
    IndexEntry entry =
        new IndexEntry(
            frames + 1,
            payloadEnd,
            bytes,
            (int) crc.getValue(),
            frame.arrived(),
            frame.arrivedAt(),
            false,
            frame.description());
    ByteBuffer line = entry.encode();
    int length = line.remaining();
    write(index, line, indexEnd);
    indexEnd += length;
    payloadEnd += bytes;
    frames++;
    arrived = frame.arrived();
    arrivedAt = frame.arrivedAt();
    return true;
  }

  @Override
  public long bytesWith(CapturedFrame frame) {
    return indexEnd + payloadEnd + frame.payload().remaining() + IndexEntry.FIXED;
  }

  @Override
  public long frames() {
    return frames;
  }

  /** Takes away what stands behind the last whole frame, which makes room for the last entry. */
  @Override
  public void close() throws IOException {
    try (index;
        payloads) {
      payloads.truncate(payloadEnd);
      index.truncate(indexEnd);
      if (frames > 0) {
        write(index, IndexEntry.end(frames + 1, payloadEnd, arrived, arrivedAt).encode(), indexEnd);
      }
    }
    if (frames == 0) {
      part.delete();
    }
  }
}
