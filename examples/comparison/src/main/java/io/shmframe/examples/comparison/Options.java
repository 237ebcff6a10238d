// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be said on the command line, each as {@code -Dcomparison.NAME}.
 *
 * @param seconds of a row flat out; the steady pace is measured half as long again
 * @param rows the transports
 * @param sizes of the frames
 * @param fps the steady pace
 * @param memory the folder of shared memory
 * @param target where everything is written
 * @param document a file whose block between the markers is replaced by the tables
 * @param summary a file whose block between the markers is replaced by a short table
 */
record Options(
    double seconds,
    List<Transport> rows,
    List<Size> sizes,
    double fps,
    Path memory,
    Path target,
    Optional<Path> document,
    Optional<Path> summary) {

  static Options fromSystem() {
    String only = said("only", "");
    return new Options(
        number("seconds", "4"),
        only.isEmpty()
            ? Transports.all()
            : Arrays.stream(only.split(",")).map(String::trim).map(Transports::named).toList(),
        Arrays.stream(said("sizes", "640x404,1920x1080").split(",")).map(Size::parse).toList(),
        number("fps", "30"),
        Path.of(said("memory", "/dev/shm")),
        Path.of(said("target", ".")).toAbsolutePath().normalize(),
        file("document"),
        file("summary"));
  }

  private static Optional<Path> file(String name) {
    String said = said(name, "");
    return said.isEmpty() ? Optional.empty() : Optional.of(Path.of(said));
  }

  long millis() {
    return Math.round(seconds * 1000);
  }

  /** More frames, since there are few in a second, for a percentile that rests on more than one. */
  long steadyMillis() {
    return Math.round(seconds * 1500);
  }

  long warmUpMillis() {
    return Math.round(Math.min(2, seconds) * 1000);
  }

  long periodNanos() {
    return Math.round(1e9 / fps);
  }

  /** Where a process of a row writes what it has to complain of. */
  Path log(Link link, String name) throws IOException {
    Path logs = Files.createDirectories(target.resolve("comparison-logs"));
    return logs.resolve(String.format(Locale.ROOT, "%s-%s-%s.log", link.row(), link.size(), name));
  }

  private static String said(String name, String otherwise) {
    String said = System.getProperty("comparison." + name, "").trim();
    return said.isEmpty() ? otherwise : said;
  }

  private static double number(String name, String otherwise) {
    String said = said(name, otherwise);
    try {
      double number = Double.parseDouble(said);
      if (number > 0 && number <= 3600) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "-Dcomparison." + name + "=" + said + ": expected a number above 0, 3600 at most");
  }
}
