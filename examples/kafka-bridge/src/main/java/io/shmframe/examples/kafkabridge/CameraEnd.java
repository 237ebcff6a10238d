// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A segment on one of the two sides.
 *
 * @param name of the segment, which is the key of its records
 * @param options of its {@code shmframe:} endpoint, as in a URI; may be empty
 */
record CameraEnd(String name, String options) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  CameraEnd {
    if (!NAME.matcher(name).matches() || name.startsWith(".")) {
      throw new IllegalArgumentException(
          "bridge.cameras: expected names of letters, digits, '.', '_' and '-', found " + name);
    }
  }

  /** Names between spaces, each with the options of its endpoint behind a question mark. */
  static List<CameraEnd> of(String text) {
    List<CameraEnd> cameras =
        Arrays.stream(text.strip().split("\\s+"))
            .map(word -> word.split("\\?", 2))
            .map(parts -> new CameraEnd(parts[0], parts.length > 1 ? parts[1] : ""))
            .toList();
    Set<String> names = new HashSet<>();
    for (CameraEnd camera : cameras) {
      if (!names.add(camera.name())) {
        throw new IllegalArgumentException("bridge.cameras: " + camera.name() + " is there twice");
      }
    }
    return cameras;
  }

  /** The URI of its endpoint, whose segment is in a folder. */
  String uri(Path directory) {
    return "shmframe:"
        + name
        + "?directory=RAW("
        + directory
        + ")"
        + (options.isEmpty() ? "" : "&" + options);
  }
}
