// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

/** A recording of a version that is not known here: nothing is damaged, and nothing can be read. */
final class NewerVersionException extends RecordingException {

  private static final long serialVersionUID = 1L;

  NewerVersionException(String message) {
    super(message);
  }
}
