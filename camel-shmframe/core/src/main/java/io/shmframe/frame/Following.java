// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The segment that belongs to a name, whichever that is at the moment. One thread follows; any may
 * ask and close.
 */
final class Following {

  /** What following the name has led to. */
  enum Step {
    /** The segment is the same as before, or there is none. */
    NONE,
    /** The first segment, or the same file in another length. */
    ATTACHED,
    /** Another file than the one before. */
    ANOTHER_FILE
  }

  private final Path path;
  private final StreamAccess stream;
  private final boolean writable;
  private final long intervalNanos;

  private volatile Attachment attachment;
  private final Trouble trouble = new Trouble();
  private volatile boolean closed;
  private volatile long reattached;
  private SegmentFile.Identity last;
  private long nextNameCheck = System.nanoTime();

  Following(Path path, StreamAccess stream, boolean writable, Duration interval) {
    this.path = path;
    this.stream = stream;
    this.writable = writable;
    this.intervalNanos = interval.toNanos();
  }

  /** What is mapped; null where nothing is. */
  Attachment attachment() {
    return attachment;
  }

  Optional<Exception> problem() {
    return trouble.problem();
  }

  boolean closed() {
    return closed;
  }

  /** How often the name was followed to another file. */
  long reattached() {
    return reattached;
  }

  /**
   * Looks from time to time whether the name still belongs to the file that is mapped, and maps
   * what it belongs to.
   */
  Step step() throws SegmentException {
    long now = System.nanoTime();
    if (now - nextNameCheck < 0) {
      return Step.NONE;
    }
    nextNameCheck = now + intervalNanos;
    SegmentFile.Identity found;
    try {
      found = SegmentFile.identify(path);
    } catch (SegmentException e) {
      if (e.reason() == Reason.MISSING && attachment != null) {
        // Somebody removed the name; the writer may still be at work on what is mapped (the
        // resource tracker of Python's shared_memory does that to others), so it stays mapped until
        // the name is somebody's again.
        trouble.report(e);
        return Step.NONE;
      }
      throw e;
    }
    Attachment current = attachment;
    if (current != null) {
      if (found.sameFile(current.identity()) && found.bytes() == current.bytes()) {
        trouble.found();
        return Step.NONE;
      }
      detach();
    }
    return attach();
  }

  private Step attach() throws SegmentException {
    SegmentFile file =
        writable ? SegmentFile.openForWriting(path) : SegmentFile.openForReading(path);
    Attachment fresh;
    try {
      fresh = Attachment.of(file, stream, writable);
    } catch (SegmentException e) {
      file.close();
      throw e;
    }
    boolean another = last != null && !last.sameFile(fresh.identity());
    if (another) {
      reattached++;
    }
    last = fresh.identity();
    attachment = fresh;
    solved();
    if (closed) {
      detach();
    }
    return another ? Step.ANOTHER_FILE : Step.ATTACHED;
  }

  private synchronized void detach() {
    Attachment current = attachment;
    attachment = null;
    if (current != null) {
      current.release();
    }
  }

  /** Something is wrong with what the segment holds. */
  void invalid(Exception e) {
    trouble.invalid(e);
  }

  /** All is well. */
  void solved() {
    trouble.solved();
  }

  /** The segment cannot be used as it stands. */
  Look detached(SegmentException e) {
    detach();
    trouble.report(e);
    return Look.DETACHED;
  }

  /** Pages were lost. */
  Look lost(InternalError fault) {
    Attachment current = attachment;
    if (current == null) {
      if (!Faults.isFault(fault)) {
        throw fault;
      }
      return Look.DETACHED;
    }
    return detached(current.translated(fault));
  }

  /** Lets go of the segment; loans keep it until they end. */
  void close() {
    closed = true;
    detach();
  }
}
