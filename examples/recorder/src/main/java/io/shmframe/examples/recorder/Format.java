// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How frames are kept. */
enum Format {
  /** As they are, byte for byte. */
  FRAMES(List.of("index", "frames")),
  /** Pictures as H.264 in fragmented MP4: small, not byte for byte. */
  MP4(List.of("mp4")),
  /** Pictures as JPEGs in Matroska: each for itself, not byte for byte. */
  MJPEG(List.of("mkv"));

  private final List<String> suffixes;

  Format(List<String> suffixes) {
    this.suffixes = suffixes;
  }

  /** Of a part's files; the first is the one that a part is known by. */
  List<String> suffixes() {
    return suffixes;
  }

  /** As the option is written. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Format> ofSuffix(String suffix) {
    for (Format format : values()) {
      if (format.suffixes.contains(suffix)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
