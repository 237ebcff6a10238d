// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

/** What is done where a recording is damaged. */
enum OnDamage {
  /** The damaged frame is left out and counted. */
  SKIP,
  /** It is an error. */
  FAIL
}
