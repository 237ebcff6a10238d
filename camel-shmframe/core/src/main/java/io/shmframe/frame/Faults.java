// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/** Tells the error that the JVM makes of a bus error from its other internal errors. */
final class Faults {

  private Faults() {}

  static boolean isMemoryFault(InternalError error) {
    String message = error.getMessage();
    return message != null && message.contains("unsafe memory access");
  }
}
