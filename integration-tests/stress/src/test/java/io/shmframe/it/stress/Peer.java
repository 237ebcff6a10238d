// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/** A process. What it prints is kept, and it is gone when it is closed. */
final class Peer implements AutoCloseable {

  private static final long LONGEST_MINUTES = 10;

  private final Process process;
  private final long started = System.nanoTime();
  private final List<String> output = new ArrayList<>();
  private final Thread pump;

  Peer(List<String> command) {
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("A tool that the tests need is missing: " + command, e);
    }
    pump = new Thread(this::pump, "peer");
    pump.setDaemon(true);
    pump.start();
  }

  private void pump() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
          output.notifyAll();
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
    synchronized (output) {
      output.notifyAll();
    }
  }

  /** When it was started, by {@link System#nanoTime()}. */
  long startedNanos() {
    return started;
  }

  /** Waits for it to end by itself. */
  int exitCode() {
    try {
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        throw new AssertionError("It does not end; it said:\n" + output());
      }
      pump.join(10_000);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** Waits until it has printed a line that is this, or begins with it and a blank. */
  void awaitLine(String line) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    synchronized (output) {
      while (output.stream().noneMatch(said -> said.equals(line) || said.startsWith(line + " "))) {
        if (System.nanoTime() > end || !pump.isAlive()) {
          throw new AssertionError("It did not say '" + line + "', but:\n" + output());
        }
        try {
          output.wait(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("Interrupted", e);
        }
      }
    }
  }

  /** A number of the line of JSON that it printed last. */
  long number(String name) {
    Matcher found =
        java.util.regex.Pattern.compile("\"" + name + "\":\\s*(\\d+)").matcher(lastLine());
    if (!found.find()) {
      throw new AssertionError("No " + name + " in:\n" + output());
    }
    return Long.parseLong(found.group(1));
  }

  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  private String lastLine() {
    synchronized (output) {
      return output.isEmpty() ? "" : output.get(output.size() - 1);
    }
  }

  long pid() {
    return process.pid();
  }

  /** How long it has had a processor. */
  long cpuNanos() {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Ends its input, which tells some programs that they have done. */
  void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** By SIGKILL. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Stops it, as Ctrl-Z would: it keeps all that it has. */
  void pause() {
    signal("-STOP");
  }

  void resume() {
    signal("-CONT");
  }

  private void signal(String name) {
    try (Peer kill = new Peer(List.of("kill", name, "" + pid()))) {
      if (kill.exitCode() != 0) {
        throw new AssertionError(kill.output());
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
