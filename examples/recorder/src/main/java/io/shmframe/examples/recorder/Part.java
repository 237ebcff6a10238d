// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One part of a recording: its files, of which there may be more than one.
 *
 * @param folder the recording
 * @param number from 1
 * @param format of what is in it
 */
record Part(Path folder, int number, Format format) {

  /** What the main file of a part is called while the part is being removed. */
  private static final String REMOVED = "removed";

  private static final Pattern NAME = Pattern.compile("part-([0-9]{8})\\.([a-z0-9]+)");

  /** The file by which a part is known: the index, or the video. */
  Path main() {
    return file(format.suffixes().get(0));
  }

  /** The file of payloads. */
  Path payloads() {
    return file("frames");
  }

  private Path file(String suffix) {
    return folder.resolve(String.format(Locale.ROOT, "part-%08d.%s", number, suffix));
  }

  /** Bytes of all its files. */
  long bytes() throws IOException {
    long bytes = 0;
    for (String suffix : format.suffixes()) {
      Path file = file(suffix);
      bytes += Files.exists(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  /**
   * Removes it. A part that is only half removed has a name by which it is known not to be one any
   * more.
   */
  void delete() throws IOException {
    Path gone = file(REMOVED);
    if (Files.exists(main())) {
      Files.move(main(), gone, StandardCopyOption.ATOMIC_MOVE);
    }
    for (String suffix : format.suffixes()) {
      Files.deleteIfExists(file(suffix));
    }
    Files.deleteIfExists(gone);
  }

  /** Removes what is left of parts whose removal was interrupted. */
  static void finishRemovals(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (name.matches() && name.group(2).equals(REMOVED)) {
        for (Format format : Format.values()) {
          new Part(folder, Integer.parseInt(name.group(1)), format).delete();
        }
      }
    }
  }

  /**
   * The parts of a recording, in their order. A part of which only one file is left counts.
   *
   * @throws RecordingException if the folder is none
   */
  static List<Part> of(Path folder) throws IOException {
    Set<Part> parts = new LinkedHashSet<>();
    Set<Integer> removed = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && name.group(2).equals(REMOVED)) {
          removed.add(Integer.parseInt(name.group(1)));
        } else if (name.matches()) {
          int number = Integer.parseInt(name.group(1));
          Format.ofSuffix(name.group(2))
              .ifPresent(format -> parts.add(new Part(folder, number, format)));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new RecordingException(folder + ": expected the folder of a recording, found none", e);
    }
    return parts.stream()
        .filter(part -> !removed.contains(part.number()))
        .sorted(Comparator.comparingInt(Part::number).thenComparing(Part::format))
        .toList();
  }
}
