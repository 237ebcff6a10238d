// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.io.IOException;

/**
 * A pickle is not that of a one-dimensional uint8 array of numpy's, or is larger than it may be.
 * The message says what was expected, what was found, and at which byte.
 */
public final class PickleFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  PickleFormatException(String problem, long offset) {
    super("Not a pickle of frames: " + problem + ", at byte " + offset);
    this.offset = offset;
  }

  PickleFormatException(String problem, long offset, Throwable cause) {
    this(problem, offset);
    initCause(cause);
  }

  /** Where in the pickle the opcode or the length begins that was refused, in bytes from 0. */
  public long offset() {
    return offset;
  }
}
