// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Small frames, and recordings of them. */
final class SomeFrames {

  static final FrameGeometry GEOMETRY = FrameGeometry.of8Bit(2, 2, 3);

  private SomeFrames() {}

  /** The picture of a number: its bytes say which. */
  static byte[] pixels(long number) {
    byte[] pixels = new byte[12];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (number * 16 + i);
    }
    return pixels;
  }

  /** A picture that arrived so late. */
  static CapturedFrame frame(long number, long arrived) {
    FrameDescription description =
        new FrameDescription(
            GEOMETRY, 6, "raw", 0, OptionalLong.of(number), 0, 0, Map.of("n", number));
    return new CapturedFrame(
        description, ByteBuffer.wrap(pixels(number)), () -> true, arrived, arrived);
  }

  /** A part with the pictures 1 to {@code count}, one a second. */
  static Part part(Path folder, int number, int count, boolean closed) throws IOException {
    Part part = new Part(folder, number, Format.FRAMES);
    PartWriter writer = PartWriter.create(part, number * 7L, 5, 0);
    for (int i = 1; i <= count; i++) {
      writer.append(frame(i, i * 1_000_000_000L));
    }
    if (closed) {
      writer.close();
    }
    return part;
  }

  /** The payloads that are whole; each must be what its entry says. */
  static List<Long> read(Path folder, Damage damage) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (RecordingReader reader = new RecordingReader(folder, damage)) {
      Optional<IndexEntry> entry;
      while ((entry = reader.next()).isPresent()) {
        Optional<ByteBuffer> payload = reader.payload();
        if (payload.isPresent()) {
          long number = entry.get().frame().sequence().getAsLong();
          if (!payload.get().equals(ByteBuffer.wrap(pixels(number)))) {
            throw new AssertionError("Frame " + number + " is not what it was");
          }
          numbers.add(number);
        }
      }
    }
    return numbers;
  }

  static Damage skipping() {
    return new Damage(OnDamage.SKIP, what -> {});
  }

  static Damage failing() {
    return new Damage(OnDamage.FAIL, what -> {});
  }
}
