// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.io.IOException;

/**
 * A frame was not written, since a reader that the writer is to wait for has not done with the
 * frame that it would have overwritten. The message says which reader, and how far behind it is.
 */
public final class OverrunException extends IOException {

  private static final long serialVersionUID = 1L;

  public OverrunException(String message) {
    super(message);
  }
}
