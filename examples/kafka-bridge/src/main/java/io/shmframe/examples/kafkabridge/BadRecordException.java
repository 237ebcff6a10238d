// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

/** A record that is none of a frame; the message says what was expected and what was found. */
final class BadRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  BadRecordException(String message) {
    super(message);
  }
}
