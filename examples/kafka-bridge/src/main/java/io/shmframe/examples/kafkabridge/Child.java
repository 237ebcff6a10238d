// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One of the demo's processes. What it says is shown, and it ends with whoever started it. */
final class Child implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;
  private static final long END_SECONDS = 15;

  private final String name;
  private final Process process;
  private final String sign;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread reader;

  /**
   * @param sign what it says when it is ready
   * @param options of the JVM
   */
  Child(String name, String sign, Class<?> main, List<String> options, String... arguments)
      throws IOException {
    this.name = name;
    this.sign = sign;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-Dbridge.endWithInput=true");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    reader = new Thread(this::read, name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      String line;
      while ((line = out.readLine()) != null) {
        System.out.println(line);
        if (line.startsWith(sign)) {
          ready.countDown();
        }
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** Waits until it has said that it is ready. */
  void awaitReady() throws InterruptedException {
    for (long second = 0; !ready.await(1, TimeUnit.SECONDS); second++) {
      if (!process.isAlive() || second >= PATIENCE_SECONDS) {
        throw new IllegalStateException(
            "The "
                + name
                + (process.isAlive()
                    ? " was not ready within " + PATIENCE_SECONDS + " s"
                    : " ended with status " + process.exitValue()));
      }
    }
  }

  long pid() {
    return process.pid();
  }

  /** As {@code kill -9}: it has no time to say good-bye. */
  void kill() {
    process.destroyForcibly();
    join(process);
  }

  /** Ends it in order, and shows its last words. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended.
    }
    join(process);
  }

  private void join(Process ending) {
    try {
      if (!ending.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        ending.destroyForcibly().waitFor();
      }
      reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
