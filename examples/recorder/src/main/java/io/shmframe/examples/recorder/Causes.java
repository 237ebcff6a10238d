// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.UncheckedIOException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.RuntimeCamelException;

/** What went wrong, in words for a person. */
final class Causes {

  private static final int DEEPEST = 10;

  private Causes() {}

  /** The innermost message that is not just wrapped. */
  static String words(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST && cause.getCause() != null && wrapper(cause); i++) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static boolean wrapper(Throwable failure) {
    return failure instanceof FailedToCreateRouteException
        || failure instanceof FailedToStartRouteException
        || failure instanceof UncheckedIOException
        || failure instanceof RuntimeCamelException;
  }
}
