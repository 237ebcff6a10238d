// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.camel.util.json.JsonObject;

/**
 * How a child process is told what to do: a line on its standard input, answered by a line of JSON
 * on its standard output. It ends with its input, that is, with whoever started it.
 */
final class Commands {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** The command that ends a process. */
  static final String END = "end";

  private final PrintStream out = System.out;

  Commands(Link link) {
    Ending.whenOrphaned(link);
    // Libraries that print must not be taken for answers.
    System.setOut(System.err);
  }

  void ready() {
    out.println(Third.READY);
  }

  /** Why this process cannot do its work. */
  void failed(Throwable trouble) {
    trouble.printStackTrace();
    JsonObject answer = new JsonObject();
    answer.put("failed", inOneLine(trouble));
    out.println(answer.toJson());
  }

  /** Answers one command after another until there are no more, or {@link #END}. */
  void serve(Function<String, JsonObject> answers) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = lines.readLine()) != null && !line.equals(END)) {
      JsonObject answer = answers.apply(line);
      answer.put("cpu", SYSTEM.getProcessCpuTime());
      answer.put("now", System.nanoTime());
      out.println(answer.toJson());
    }
    Ending.withinSeconds(15);
  }

  /** The innermost reason, which is the one that says something. */
  static String inOneLine(Throwable trouble) {
    Throwable cause = trouble;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElse("").strip();
  }
}
