// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

/**
 * One copy on the way of a frame, as it is read from the code of those who make it, not measured.
 *
 * @param what from where to where
 * @param kernel whether the kernel makes it, in a system call
 * @param encoded whether it is the encoded picture that is copied, not the raw one
 */
record Copy(String what, boolean kernel, boolean encoded) {

  static Copy user(String what) {
    return new Copy(what, false, false);
  }

  static Copy kernel(String what) {
    return new Copy(what, true, false);
  }

  /** The same of the encoded picture. */
  Copy ofJpeg() {
    return new Copy(what, kernel, true);
  }
}
