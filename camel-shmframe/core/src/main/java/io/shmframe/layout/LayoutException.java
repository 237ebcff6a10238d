// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/**
 * A layout, or a header that was read by it, describes something that cannot be: a negative width,
 * more pixels than the segment has bytes. The message says what was found and what was expected.
 */
public final class LayoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LayoutException(String message) {
    super(message);
  }

  public LayoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
