// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.LockFile;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The right to write to a ring, which one writer has at a time. Used under the writer's lock. */
final class RingOwnership {

  /** Longer than anybody looks whether the lock is free, which takes it for a moment. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private static final long PAUSE_NANOS = 5_000_000;

  private final RingFiles files;
  private final Set<PosixFilePermission> permissions;
  private LockFile held;

  RingOwnership(RingFiles files, Set<PosixFilePermission> permissions) {
    this.files = files;
    this.permissions = RingFiles.shared(permissions);
  }

  boolean has() {
    return held != null;
  }

  /**
   * Becomes the writer.
   *
   * @throws SegmentException with {@link Reason#IN_USE} if another one is alive
   */
  void take() throws SegmentException {
    Path path = files.lock();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      LockFile file = LockFile.openOrCreate(path, permissions);
      boolean kept = false;
      try {
        // The name may have gone to another file since it was opened: then there is another lock.
        kept = file.tryLock(0) && file.named();
        if (kept) {
          held = file;
          return;
        }
      } finally {
        if (!kept) {
          file.close();
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new SegmentException(
            Reason.IO,
            "Segment "
                + files.segment()
                + ": interrupted while waiting for "
                + path
                + ", expected it to be free");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new SegmentException(
            Reason.IN_USE,
            "Segment "
                + files.segment()
                + " has a writer, which is alive"
                + who()
                + ": "
                + path
                + " is locked, expected it to be free");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** A process as it knows itself, which may be in a namespace of its own. */
  private String who() {
    OptionalLong pid = RingPage.writer(files.segment());
    return pid.isPresent() ? " (process " + pid.getAsLong() + ")" : "";
  }

  /** Removes the lock's name, so that nothing is left of a ring that is removed. */
  void unlink() {
    held.unlink();
  }

  void release() {
    if (held != null) {
      held.close();
      held = null;
    }
  }
}
