// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is in a recording. */
final class Survey {

  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  private final Map<Part, Long> frames = new LinkedHashMap<>();
  private final List<String> found = new ArrayList<>();
  private final Damage damage = new Damage(OnDamage.SKIP, found::add);
  private long duration;
  private String first = "nothing";

  private Survey() {}

  /**
   * @param payloads whether each payload is read
   * @throws RecordingException if there is no recording
   */
  static Survey of(Path folder, boolean payloads) throws IOException {
    Survey survey = new Survey();
    survey.read(folder, payloads);
    return survey;
  }

  private void read(Path folder, boolean payloads) throws IOException {
    try (RecordingReader reader = new RecordingReader(folder, damage)) {
      reader.parts().forEach(part -> frames.put(part, 0L));
      Timeline timeline = new Timeline();
      Optional<IndexEntry> entry;
      while ((entry = reader.next()).isPresent()) {
        long place = timeline.next(reader.session(), entry.get().arrived());
        if (!payloads || reader.payload().isPresent()) {
          FrameDescription frame = entry.get().frame();
          first = count() > 0 ? first : frame.geometry() + ", " + frame.encoding();
          frames.merge(reader.current(), 1L, Long::sum);
          duration = place;
        }
      }
    }
  }

  /** Whole frames. */
  long count() {
    return frames.values().stream().mapToLong(Long::longValue).sum();
  }

  Damage damage() {
    return damage;
  }

  /** A line for each part and each damage, and one for all. */
  List<String> lines(String command) throws IOException {
    List<String> lines = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<Part, Long> part : frames.entrySet()) {
      long size = part.getKey().bytes();
      bytes += size;
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %s frames=%d mb=%.1f",
              command,
              part.getKey().main().getFileName(),
              part.getValue(),
              size / MEGA));
    }
    found.forEach(what -> lines.add(command + ": " + what));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: parts=%d frames=%d seconds=%.1f mb=%.1f damaged_frames=%d damaged_parts=%d torn_tails=%d first=%s",
            command,
            frames.size(),
            count(),
            duration / GIGA,
            bytes / MEGA,
            damage.frames(),
            damage.parts(),
            damage.tornTails(),
            first));
    return lines;
  }
}
