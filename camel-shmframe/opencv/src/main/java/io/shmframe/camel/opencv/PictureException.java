// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

/**
 * A picture that cannot be decoded, or a frame that cannot be encoded. The message says what was
 * expected and what was found.
 */
public final class PictureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was expected and what was found
   */
  public PictureException(String message) {
    super(message);
  }

  /**
   * @param message what was expected and what was found
   * @param cause what a codec says of it
   */
  public PictureException(String message, Throwable cause) {
    super(message, cause);
  }
}
