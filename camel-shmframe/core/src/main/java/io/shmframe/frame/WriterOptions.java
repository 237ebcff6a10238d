// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.Placement;
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
 * @param requestTimeout how long each wait for the other side of a handshake may take
 * @param waiting how the writer waits for it
 * @param expected what the header leaves out, and what frames are checked against
 * @param placement which of the frames in the segment is written
 */
public record WriterOptions(
    Create create,
    long capacity,
    Set<PosixFilePermission> permissions,
    Duration reattachInterval,
    Duration requestTimeout,
    WaitStrategy waiting,
    ExpectedGeometry expected,
    Placement placement) {

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
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        WaitStrategy.backoff(Duration.ofMillis(1)),
        ExpectedGeometry.ANY,
        Placement.FIRST);
  }

  public WriterOptions withCreate(Create value) {
    return new WriterOptions(
        value,
        capacity,
        permissions,
        reattachInterval,
        requestTimeout,
        waiting,
        expected,
        placement);
  }

  public WriterOptions withCapacity(long value) {
    return new WriterOptions(
        create, value, permissions, reattachInterval, requestTimeout, waiting, expected, placement);
  }

  public WriterOptions withPermissions(Set<PosixFilePermission> value) {
    return new WriterOptions(
        create, capacity, value, reattachInterval, requestTimeout, waiting, expected, placement);
  }

  public WriterOptions withReattachInterval(Duration value) {
    return new WriterOptions(
        create, capacity, permissions, value, requestTimeout, waiting, expected, placement);
  }

  public WriterOptions withRequestTimeout(Duration value) {
    return new WriterOptions(
        create, capacity, permissions, reattachInterval, value, waiting, expected, placement);
  }

  public WriterOptions withExpected(ExpectedGeometry value) {
    return new WriterOptions(
        create, capacity, permissions, reattachInterval, requestTimeout, waiting, value, placement);
  }

  public WriterOptions withPlacement(Placement value) {
    return new WriterOptions(
        create, capacity, permissions, reattachInterval, requestTimeout, waiting, expected, value);
  }
}
