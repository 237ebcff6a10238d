// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a {@link Partner} is told: the process's standard input, line by line. */
final class Orders {

  /** How an answer begins; what else the process says is none. */
  static final String DONE = "> ";

  static final String FAILED = "! ";

  private static final String END = "\0";
  private static final long MILLIS_TO_END = 10_000;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Orders() {}

  /** Carries out what it is told. */
  interface Worker {

    /** Answers with names and values, as {@link Programs#value} reads them. */
    String work(String[] words) throws Exception;
  }

  /**
   * Has each line carried out, and answered, until the input ends. A process whose parent is gone
   * ends by force if it does not do so by itself.
   */
  static void take(Worker worker) throws InterruptedException {
    Orders orders = new Orders();
    Thread reader = new Thread(orders::read, "orders");
    reader.setDaemon(true);
    reader.start();
    String line;
    while (!(line = orders.lines.take()).equals(END)) {
      System.out.println(answer(worker, line));
      System.out.flush();
    }
  }

  private static String answer(Worker worker, String line) {
    try {
      return DONE + worker.work(line.split(" "));
    } catch (Exception e) {
      e.printStackTrace();
      return FAILED + e;
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = in.readLine()) != null) {
        lines.add(line);
      }
    } catch (IOException e) {
      // As if it had ended.
    }
    lines.add(END);
    try {
      Thread.sleep(MILLIS_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(3);
  }
}
