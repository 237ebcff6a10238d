// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A way of frames from one process to another. Both are the same program, whose command line and
 * answers {@code peer.hpp} describes.
 *
 * @param name of its row
 * @param command of the program, without what is to be measured
 * @param environment what is added to its environment
 * @param place where the two meet: a file, or a name
 * @param warmUp seconds at full speed before each measurement
 * @param logs the folder for what the two say
 */
record Peer(
    String name,
    List<String> command,
    Map<String, String> environment,
    String place,
    double warmUp,
    Path logs) {

  /** Beside the warm-up and the measurement: to start, to meet, to end. */
  private static final int PATIENCE_SECONDS = 20;

  /**
   * Measures once.
   *
   * @param framesPerSecond 0 for as many as both can
   */
  PeerFigures measured(long bytes, int seconds, int framesPerSecond) throws Exception {
    List<String> what = List.of(place, "" + bytes, "" + seconds, "" + framesPerSecond, "" + warmUp);
    long deadline = System.nanoTime() + Math.round((warmUp + seconds + PATIENCE_SECONDS) * 1e9);
    Process reader = started("read", what);
    try {
      Process writer = started("write", what);
      try {
        await(reader, writer, deadline);
        writer.outputWriter().close();
        if (!writer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || writer.exitValue() != 0) {
          throw failed("writer");
        }
        return PeerFigures.parse(last("read", "wrong="), last("write", "cpu="));
      } finally {
        writer.destroyForcibly().waitFor();
        removeLeftovers(writer.pid());
      }
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  private Process started(String role, List<String> what) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add(role);
    all.addAll(what);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().putAll(environment);
    return builder
        .redirectOutput(log(role, "out").toFile())
        .redirectError(log(role, "err").toFile())
        .start();
  }

  private void await(Process reader, Process writer, long deadline) throws Exception {
    while (!reader.waitFor(10, TimeUnit.MILLISECONDS)) {
      // A reader whose writer has gone may wait for ever.
      if (!writer.isAlive() || System.nanoTime() > deadline) {
        throw failed(writer.isAlive() ? "reader, which took too long" : "writer");
      }
    }
    if (reader.exitValue() != 0) {
      throw failed("reader");
    }
  }

  private IllegalStateException failed(String who) throws IOException {
    return new IllegalStateException(
        name
            + ": failed, the "
            + who
            + ". The reader said:\n"
            + Files.readString(log("read", "err"))
            + "\nThe writer said:\n"
            + Files.readString(log("write", "err")));
  }

  private String last(String role, String sign) throws IOException {
    return Files.readAllLines(log(role, "out")).stream()
        .filter(line -> line.contains(sign))
        .reduce("", (before, line) -> line);
  }

  private Path log(String role, String kind) {
    return logs.resolve(name.replaceAll("\\W+", "-") + "-" + role + "." + kind);
  }

  /** What only a process that failed leaves. */
  private void removeLeftovers(long writer) throws Exception {
    // As GStreamer names its segments.
    Beside.remove(String.format(Locale.ROOT, "shmpipe.%5d.", writer));
    Path meeting = Path.of(place);
    if (meeting.startsWith(Beside.MEMORY)) {
      Beside.remove(meeting.getFileName().toString());
    } else if (meeting.isAbsolute()) {
      Files.deleteIfExists(meeting);
    }
  }
}
