// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The processes that the demo has started, so that none of them outlives it. */
final class Children implements AutoCloseable {

  private final List<Child> started = new CopyOnWriteArrayList<>();
  private volatile boolean ending;

  /** Starts one, as {@link Child#start}. */
  Child start(Class<?> main, Path log, List<String> arguments) throws IOException {
    if (ending) {
      throw new IOException("The demo is ending");
    }
    Child child = Child.start(main, log, arguments);
    started.add(child);
    return child;
  }

  @Override
  public void close() throws IOException {
    ending = true;
    for (Child child : started) {
      child.close();
    }
  }
}
