// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.io.IOException;

/**
 * A frame was overwritten by its writer while it was being read; what was read of it must not be
 * used.
 */
public final class TornFrameException extends IOException {

  private static final long serialVersionUID = 1L;

  public TornFrameException(String message) {
    super(message);
  }
}
