// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who this process is, for the eyes of people. Asked anew each time: a native executable is another
 * process than the one that built it.
 *
 * @param pid as it knows itself
 * @param namespace inode of {@code /proc/self/ns/pid}; 0 where there is none
 */
record ThisProcess(long pid, long namespace) {

  static ThisProcess now() {
    return new ThisProcess(ProcessHandle.current().pid(), pidNamespace());
  }

  private static long pidNamespace() {
    try {
      // A link of the form pid:[4026531836].
      String target = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong(target.replaceAll("\\D", ""));
    } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
      return 0;
    }
  }
}
