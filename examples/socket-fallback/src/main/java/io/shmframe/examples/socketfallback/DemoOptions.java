// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import java.nio.file.Path;

/**
 * What can be said on the command line, each as {@code -Dfallback.NAME}.
 *
 * @param segment the segment's name
 * @param port of the socket, on this machine
 * @param seconds of each of the three acts
 */
record DemoOptions(String segment, int port, int seconds) {

  static DemoOptions fromSystem() {
    return new DemoOptions(
        System.getProperty("fallback.segment", "shmframe-fallback"),
        number("fallback.port", 5050),
        Math.max(1, number("fallback.seconds", 4)));
  }

  /** Where the camera writes: the same file as the endpoint's. */
  Path path() {
    return Path.of("/dev/shm", segment);
  }

  private static int number(String name, int otherwise) {
    String said = System.getProperty(name, "");
    try {
      return said.isBlank() ? otherwise : Integer.parseInt(said.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("-D" + name + "=" + said + ": expected a whole number", e);
    }
  }
}
