// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import java.io.IOException;

/**
 * A segment's file cannot be used as it stands. The message names the file, what was expected and
 * what was found.
 */
public final class SegmentException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why the file cannot be used. */
  public enum Reason {
    /** There is no such file, or it is empty: its writer has not come yet. */
    MISSING,
    /** The name belongs to a directory, a pipe, a device. */
    NOT_A_FILE,
    /** The name belongs to a symbolic link, which is not followed in a shared folder. */
    SYMBOLIC_LINK,
    /** The process lacks the right to open it. */
    NO_ACCESS,
    /** It has fewer bytes than what is read from or written to it. */
    TOO_SMALL,
    /** It has more bytes than one mapping can show. */
    TOO_LARGE,
    /** It shrank under the hands of its user. */
    TRUNCATED,
    /** The file system cannot hold as many bytes. */
    NO_SPACE,
    /** It holds something else than was expected, another version of it, or is damaged. */
    FORMAT,
    /** Another writer, which is alive, has it. */
    IN_USE,
    /** Anything else that the operating system said. */
    IO
  }

  private final Reason reason;

  public SegmentException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public SegmentException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the file cannot be used. */
  public Reason reason() {
    return reason;
  }
}
