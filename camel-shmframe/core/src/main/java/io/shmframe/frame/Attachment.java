// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.Faults;
import io.shmframe.memory.Mapping;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A segment that a reader has mapped. It is unmapped when the reader has let go of it and the last
 * loan has ended, whichever comes later.
 */
final class Attachment {

  private final SegmentFile file;
  private final Mapping mapping;
  private final ByteBuffer buffer;
  private final int bytes;
  private final AtomicInteger users = new AtomicInteger(1);

  private Attachment(SegmentFile file, Mapping mapping, int bytes) {
    this.file = file;
    this.mapping = mapping;
    this.buffer = mapping.buffer();
    this.bytes = bytes;
  }

  /**
   * Maps a whole file.
   *
   * @param stream whose header it must have
   * @param writable whether something is to be written to it, too
   */
  static Attachment of(SegmentFile file, StreamAccess stream, boolean writable)
      throws SegmentException {
    long size = file.identity().bytes();
    if (size == 0) {
      // Between shm_open and ftruncate every segment is empty for a moment.
      throw new SegmentException(
          Reason.MISSING, "Segment " + file.path() + " is empty: its writer has not sized it yet");
    }
    stream.requireHeader(file.path(), size);
    if (size > Mapping.MAX_BYTES) {
      throw new SegmentException(
          Reason.TOO_LARGE,
          "Segment "
              + file.path()
              + " has "
              + size
              + " bytes: expected at most "
              + Mapping.MAX_BYTES);
    }
    return new Attachment(
        file, writable ? file.mapForWriting(size) : file.mapForReading(size), (int) size);
  }

  /** The mapped bytes; shared, so only absolute access. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** How many bytes were mapped. */
  int bytes() {
    return bytes;
  }

  SegmentFile.Identity identity() {
    return file.identity();
  }

  /**
   * Asks the operating system whether the file still has all bytes that were mapped.
   *
   * @throws SegmentException if it has not
   * @throws InternalError for a fault that this thread has had, see {@link Faults#surface()}
   */
  void checkWhole() throws SegmentException {
    Faults.surface();
    long size = file.size();
    if (size < bytes) {
      throw shrunk(size);
    }
  }

  SegmentException shrunk(long size) {
    return new SegmentException(
        Reason.TRUNCATED,
        "Segment "
            + file.path()
            + " shrank from "
            + bytes
            + " to "
            + size
            + " bytes while it was mapped");
  }

  /** The exception for a fault, or the error itself if it was another. */
  SegmentException translated(InternalError fault) {
    if (!Faults.isFault(fault)) {
      throw fault;
    }
    SegmentException gone =
        new SegmentException(
            Reason.TRUNCATED, "Segment " + file.path() + " lost pages while it was mapped");
    gone.initCause(fault);
    return gone;
  }

  /** Adds a user; false if the last one has gone already. */
  boolean retain() {
    int now;
    do {
      now = users.get();
      if (now == 0) {
        return false;
      }
    } while (!users.compareAndSet(now, now + 1));
    return true;
  }

  /** Removes a user; the last one unmaps. */
  void release() {
    if (users.decrementAndGet() == 0) {
      mapping.close();
      file.close();
    }
  }
}
