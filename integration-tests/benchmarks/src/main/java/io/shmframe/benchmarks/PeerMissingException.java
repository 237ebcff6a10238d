// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/** A peer cannot run here, because something is not installed. */
final class PeerMissingException extends Exception {

  private static final long serialVersionUID = 1;

  PeerMissingException(String message) {
    super(message);
  }
}
