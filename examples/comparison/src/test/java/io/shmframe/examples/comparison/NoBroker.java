// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A process between the two that never is ready. */
public final class NoBroker {

  private NoBroker() {}

  /** Fails. */
  public static void main(String[] args) {
    throw new UncheckedIOException(new IOException("the port is taken"));
  }
}
