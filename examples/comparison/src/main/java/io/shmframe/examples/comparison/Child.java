// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** A process of a row, as {@link Comparison} sees it: it is told a line and answers a line. */
final class Child implements AutoCloseable {

  private static final String ENDED = "";
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  Child(String name, Class<?> main, List<String> jvmOptions, Link link, Path log)
      throws IOException {
    this.name = name;
    this.log = log;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-Djava.awt.headless=true");
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(link.arguments());
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, name + " answers");
    reader.setDaemon(true);
    reader.start();
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

  /** Waits until it can be told things. */
  void awaitReady(Duration atMost) throws TroubleException, InterruptedException {
    answer("to be ready", atMost);
  }

  /** Tells it something. */
  JsonObject tell(String command) throws TroubleException, InterruptedException {
    try {
      in.append(command).append('\n').flush();
    } catch (IOException e) {
      throw new TroubleException("the " + name + " has ended: " + lastWords());
    }
    return answer("to answer '" + command + "'", ANSWER);
  }

  private JsonObject answer(String what, Duration atMost)
      throws TroubleException, InterruptedException {
    String line = answers.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new TroubleException(
          "the " + name + " took more than " + atMost.toSeconds() + " s " + what);
    }
    if (line.equals(ENDED)) {
      throw new TroubleException("the " + name + " has ended: " + lastWords());
    }
    JsonObject answer;
    try {
      answer = (JsonObject) Jsoner.deserialize(line);
    } catch (DeserializationException e) {
      throw new TroubleException("the " + name + " said: " + line);
    }
    if (answer.getString("failed") != null) {
      throw new TroubleException("the " + name + " failed: " + answer.getString("failed"));
    }
    return answer;
  }

  /** The processor time that it has used, the kernel's for it included. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** What it last said of a failure, or of anything. */
  private String lastWords() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
      Optional<String> cause =
          all.stream().filter(line -> line.startsWith("Caused by: ")).reduce((a, b) -> b);
      return cause.orElse(
          all.stream()
              .filter(line -> !line.startsWith("at "))
              .reduce((a, b) -> b)
              .orElse("it said nothing"));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }

  /** Ends it: first it is told, then made to. */
  @Override
  public void close() {
    try {
      in.append(Commands.END).append('\n').flush();
    } catch (IOException e) {
      // It has ended.
    }
    try {
      if (!process.waitFor(8, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }
}
