// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who has a segment mapped so that it may write, as far as Linux lets this process see. It reads
 * the memory maps of all processes, so it is for a health check that is down, and for nothing that
 * happens often.
 */
final class MappingProcesses {

  private static final Path PROC = Path.of("/proc");

  private MappingProcesses() {}

  /**
   * In words; empty on a system that does not tell.
   *
   * @param own whether this process counts: where all that it has mapped is a consumer's that takes
   *     turns with the writer or answers it, it does not
   */
  static Optional<String> writersOf(Path segment, boolean own) {
    if (!Files.isReadable(PROC.resolve("self/maps"))) {
      return Optional.empty();
    }
    List<String> now = new ArrayList<>();
    List<String> before = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      String name = asInMaps(segment);
      for (Path process : processes) {
        if (!own && isThis(process)) {
          continue;
        }
        look(process, name, now, before);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
    String nobody =
        own ? "no process that this one may see" : "no other process that this one may see";
    String writers = now.isEmpty() ? nobody : String.join(", ", now);
    String others =
        before.isEmpty()
            ? ""
            : "; a file that had its name before is by " + String.join(", ", before);
    return Optional.of("mapped for writing by " + writers + others);
  }

  /** One character a byte, as the lines are read. */
  private static String asInMaps(Path segment) throws IOException {
    Path real = segment.getParent().toRealPath().resolve(segment.getFileName());
    return " "
        + new String(real.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static void look(Path process, String name, List<String> now, List<String> before) {
    try (BufferedReader maps =
        Files.newBufferedReader(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
      List<String> lines = maps.lines().filter(MappingProcesses::sharedForWriting).toList();
      if (lines.stream().anyMatch(line -> line.endsWith(name))) {
        now.add(named(process));
      } else if (lines.stream().anyMatch(line -> line.endsWith(name + " (deleted)"))) {
        before.add(named(process));
      }
    } catch (IOException | UncheckedIOException e) {
      // It has ended meanwhile, or it is somebody else's.
    }
  }

  /** A line begins {@code from-to rw-s}. */
  private static boolean sharedForWriting(String line) {
    int rights = line.indexOf(' ') + 1;
    return line.startsWith("w", rights + 1) && line.startsWith("s", rights + 3);
  }

  private static boolean isThis(Path process) {
    return process.endsWith(String.valueOf(ProcessHandle.current().pid()));
  }

  private static String named(Path process) throws IOException {
    return (isThis(process) ? "this process, pid " : "pid ")
        + process.getFileName()
        + " ("
        + Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1).strip()
        + ")";
  }
}
