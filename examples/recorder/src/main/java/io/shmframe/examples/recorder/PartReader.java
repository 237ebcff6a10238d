// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads a part of {@link Format#FRAMES}. */
final class PartReader implements RecordedFrames {

  private final Path payloads;
  private final FileChannel indexChannel;
  private final FileChannel payloadChannel;
  private final PartHeader header;
  private final IndexReader index;
  private final Damage damage;
  private final long maxPayload;
  private IndexEntry entry;
  private long end = PartHeader.BYTES;
  private boolean ended;
  private ByteBuffer memory = ByteBuffer.allocate(0);

  private PartReader(
      Part part, FileChannel index, FileChannel payloads, Damage damage, long maxPayload)
      throws IOException {
    this.payloads = part.payloads();
    this.indexChannel = index;
    this.payloadChannel = payloads;
    this.damage = damage;
    this.maxPayload = maxPayload;
    header = PartHeader.read(index, part.main(), PartHeader.Kind.INDEX);
    PartHeader other = PartHeader.read(payloads, part.payloads(), PartHeader.Kind.PAYLOADS);
    requirePair(part, other);
    this.index = new IndexReader(part.main(), index, damage);
  }

  private void requirePair(Part part, PartHeader other) throws RecordingException {
    if (header.id() != other.id() || header.part() != part.number()) {
      throw new RecordingException(
          String.format(
              "%s: expected part %d and the id of its index, %016x; found part %d and %016x",
              part.payloads(), part.number(), header.id(), other.part(), other.id()));
    }
  }

  /**
   * Opens a part and checks its headers.
   *
   * @param maxPayload bytes of a payload that there is memory for
   */
  static PartReader open(Part part, Damage damage, long maxPayload) throws IOException {
    FileChannel index = channel(part.main());
    FileChannel payloads = null;
    try {
      payloads = channel(part.payloads());
      return new PartReader(part, index, payloads, damage, maxPayload);
    } catch (IOException e) {
      index.close();
      if (payloads != null) {
        payloads.close();
      }
      throw e;
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new RecordingException(file + " is missing: expected both files of the part", e);
    }
  }

  /** Whether a part was begun and got no further than that, as a kill may leave it. */
  static boolean begun(Part part) throws IOException {
    return shorter(part.main()) || shorter(part.payloads());
  }

  private static boolean shorter(Path file) throws IOException {
    try (FileChannel channel = channel(file)) {
      return channel.size() < PartHeader.BYTES;
    }
  }

  @Override
  public Optional<IndexEntry> next() throws IOException {
    Optional<IndexEntry> next = index.next();
    if (next.isPresent()) {
      entry = next.get();
      end = entry.offset() + entry.bytes();
    } else if (!ended) {
      ended = true;
      tail();
    }
    return next;
  }

  /** A payload without an entry, as a kill leaves it. */
  private void tail() throws IOException {
    long left = payloadChannel.size() - end;
    if (!closed() && left > 0) {
      damage.tornTail(payloads + ": " + left + " bytes of a frame that was not finished");
    }
  }

  @Override
  public Optional<ByteBuffer> payload() throws IOException {
    long size = payloadChannel.size();
    if (end > size) {
      return damaged("expected bytes " + entry.offset() + " to " + end + ", the file has " + size);
    } else if (entry.bytes() > maxPayload) {
      return damaged(
          "the payload has " + entry.bytes() + " bytes; this JVM takes " + maxPayload + " (-Xmx)");
    }
    ByteBuffer payload = room((int) entry.bytes());
    while (payload.hasRemaining()) {
      if (payloadChannel.read(payload, entry.offset() + payload.position()) < 0) {
        return damaged("the file became shorter while it was being read");
      }
    }
    CRC32C crc = new CRC32C();
    crc.update(payload.flip());
    payload.rewind();
    int found = (int) crc.getValue();
    return found == entry.crc()
        ? Optional.of(payload)
        : damaged(String.format("expected CRC-32C %08x, found %08x", entry.crc(), found));
  }

  private Optional<ByteBuffer> damaged(String what) throws RecordingException {
    damage.frames(1, payloads + ": frame " + entry.number() + " is damaged: " + what);
    return Optional.empty();
  }

  /** Not larger than what the file has, which was checked. */
  private ByteBuffer room(int bytes) {
    if (memory.capacity() < bytes) {
      memory = ByteBuffer.allocate(bytes);
    }
    return memory.clear().slice(0, bytes);
  }

  @Override
  public long session() {
    return header.session();
  }

  @Override
  public boolean closed() {
    return index.closed();
  }

  @Override
  public void close() throws IOException {
    try (indexChannel) {
      payloadChannel.close();
    }
  }
}
