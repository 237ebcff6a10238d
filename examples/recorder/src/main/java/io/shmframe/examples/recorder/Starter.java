// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.Optional;

/** Who started this process. */
final class Starter {

  /** The property that a process has which is to end with who started it. */
  static final String END = "recorder.endWithStarter";

  private Starter() {}

  /** Ends this process, in good order, when its starter is gone, if it is to. */
  static void endWithIt() {
    Optional<ProcessHandle> starter = ProcessHandle.current().parent();
    if (Boolean.getBoolean(END) && starter.isPresent()) {
      starter.get().onExit().thenRun(() -> System.exit(1));
    }
  }
}
