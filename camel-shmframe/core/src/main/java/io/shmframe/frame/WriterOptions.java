// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

/**
 * How a {@link FrameWriter} gets its segment.
 *
 * @param create what happens when there is none, or one already
 * @param capacity bytes of pixels that a new segment holds; 0 for as many as the first frame has
 * @param permissions of a new segment
 * @param reattachInterval how often the writer looks whether the name still belongs to its segment
 */
public record WriterOptions(
    Create create, long capacity, Set<PosixFilePermission> permissions, Duration reattachInterval) {

  /** What a writer does about a segment that exists, or does not. */
  public enum Create {
    /** Uses the one that exists, creates one where there is none. */
    IF_ABSENT,
    /**
     * Makes a new one at its first frame, and whenever a frame is too large for the last; readers
     * follow.
     */
    REPLACE,
    /** Uses the one that exists, fails where there is none. */
    NEVER
  }

  /** Creates what is absent, as large as the first frame, for its owner only. */
  public static WriterOptions defaults() {
    return new WriterOptions(
        Create.IF_ABSENT,
        0,
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
        Duration.ofMillis(100));
  }

  public WriterOptions withCreate(Create value) {
    return new WriterOptions(value, capacity, permissions, reattachInterval);
  }

  public WriterOptions withCapacity(long value) {
    return new WriterOptions(create, value, permissions, reattachInterval);
  }

  public WriterOptions withPermissions(Set<PosixFilePermission> value) {
    return new WriterOptions(create, capacity, value, reattachInterval);
  }
}
