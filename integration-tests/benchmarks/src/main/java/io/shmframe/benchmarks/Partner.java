// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another process of ours, as the one that measures sees it: it is told a line and answers a line,
 * see {@link Orders}. It ends when this is closed, or when the process that started it is gone.
 */
final class Partner implements AutoCloseable {

  private static final String ENDED = "";
  private static final int SECONDS_TO_END = 10;

  private final String name;
  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /**
   * Starts it.
   *
   * @param jvm options of its JVM, which come after the usual ones
   */
  Partner(Bench bench, List<String> jvm, Class<?> main, String... arguments) throws IOException {
    name = main.getSimpleName();
    process = new ProcessBuilder(Programs.java(bench, jvm, main, List.of(arguments))).start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    background("answers", this::read);
    background("errors", this::errors);
  }

  private void background(String what, Runnable work) {
    Thread thread = new Thread(work, name + " " + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = out.readLine()) != null) {
        answers.add(line);
      }
    } catch (IOException e) {
      // It has ended.
    }
    answers.add(ENDED);
  }

  /** With its name before each line, since several of them may speak at a time. */
  private void errors() {
    try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = errors.readLine()) != null) {
        System.err.println(name + ": " + line);
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  /**
   * Tells it something, and waits for the answer.
   *
   * @throws IllegalStateException if it fails, has ended, or takes longer than that
   */
  String ask(String order, Duration atMost) throws InterruptedException {
    tell(order);
    return answer(order, atMost);
  }

  /** Tells it something; the answer is to be fetched by {@link #answer}. */
  void tell(String order) {
    try {
      in.append(order).append('\n').flush();
    } catch (IOException e) {
      throw new IllegalStateException(name + " has ended, expected it to take: " + order, e);
    }
  }

  /** The answer to what it was told. */
  String answer(String order, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    String line = "";
    while (!line.startsWith(Orders.DONE)) {
      line = answers.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IllegalStateException(name + " took more than " + atMost + " to: " + order);
      }
      if (line.equals(ENDED)) {
        throw new IllegalStateException(name + " has ended, expected an answer to: " + order);
      }
      if (line.startsWith(Orders.FAILED)) {
        throw new IllegalStateException(name + " failed to " + order + ": " + line);
      }
    }
    return line.substring(Orders.DONE.length());
  }

  /** Ends it, if need be by force. */
  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // It has ended.
    }
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
