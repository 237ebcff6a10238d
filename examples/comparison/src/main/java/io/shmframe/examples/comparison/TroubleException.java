// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

/** Why a row has no figures, in words for whoever reads the table. */
final class TroubleException extends Exception {

  private static final long serialVersionUID = 1;

  TroubleException(String message) {
    super(message);
  }
}
