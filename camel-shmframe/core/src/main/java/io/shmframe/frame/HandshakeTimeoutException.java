// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.io.IOException;

/**
 * The program at the other end did not do its part of a handshake in time. The message says what
 * was waited for, for how long, and which state was seen instead.
 */
public final class HandshakeTimeoutException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String state;

  /**
   * @param state what was seen, in words
   */
  public HandshakeTimeoutException(String message, String state) {
    super(message);
    this.state = state;
  }

  /** What was seen when the time was over, in words. */
  public String state() {
    return state;
  }
}
