// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Lets processes of other packages stop at the steps of a writer. */
public final class SteppedWriter {

  private SteppedWriter() {}

  /**
   * A writer that says each of its steps.
   *
   * @param steps is called with the name of each step when it is done
   */
  public static RingWriter of(Path path, RingWriterOptions options, Consumer<String> steps) {
    return new RingWriter(path, options, step -> steps.accept(step.name()));
  }
}
