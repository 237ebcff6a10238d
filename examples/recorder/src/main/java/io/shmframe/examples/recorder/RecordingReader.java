// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All frames of a recording, part by part. What is damaged is left out and counted, or is an error,
 * as {@link Damage} says. For one thread.
 */
final class RecordingReader implements RecordedFrames {

  /** Of the memory of this JVM: a payload must not take it all. */
  private static final long SHARE = 2;

  private final Path folder;
  private final Damage damage;
  private final List<Part> parts;
  private final long maxPayload;
  private int next;
  private int opened;
  private RecordedFrames part = NONE;

  /**
   * @throws RecordingException if there is no recording
   */
  RecordingReader(Path folder, Damage damage) throws IOException {
    this(folder, damage, Runtime.getRuntime().maxMemory() / SHARE);
  }

  RecordingReader(Path folder, Damage damage, long maxPayload) throws IOException {
    this.folder = folder;
    this.damage = damage;
    this.maxPayload = Math.min(maxPayload, IndexEntry.MAX_PAYLOAD);
    this.parts = Part.of(folder);
    if (parts.isEmpty()) {
      throw new RecordingException(
          folder + " is no recording: expected a file part-00000001.index or later, found none");
    }
    requireOneFormat();
  }

  private void requireOneFormat() throws RecordingException {
    for (Part found : parts) {
      if (found.format() != parts.get(0).format()) {
        throw new RecordingException(
            found.main() + ": expected parts of one format, as " + parts.get(0).main());
      }
    }
  }

  /** The parts that were there when it was opened. */
  List<Part> parts() {
    return parts;
  }

  /** The part that the last frame is from. */
  Part current() {
    return parts.get(Math.max(0, next - 1));
  }

  @Override
  public Optional<IndexEntry> next() throws IOException {
    while (true) {
      Optional<IndexEntry> entry = part.next();
      if (entry.isPresent()) {
        return entry;
      }
      if (next == parts.size()) {
        requireAny();
        return Optional.empty();
      }
      part.close();
      part = NONE;
      part = open(parts.get(next++));
    }
  }

  private void requireAny() throws RecordingException {
    if (opened == 0) {
      throw new RecordingException(
          folder + " has no part that can be read; found damaged: " + damage.parts());
    }
  }

  private RecordedFrames open(Part wanted) throws IOException {
    int expected = next == 1 ? wanted.number() : parts.get(next - 2).number() + 1;
    if (wanted.number() != expected) {
      damage.part(
          new RecordingException(
              new Part(folder, expected, wanted.format()).main()
                  + " is missing: the next one is "
                  + wanted.main().getFileName()));
    }
    try {
      RecordedFrames frames = opened(wanted);
      opened++;
      return frames;
    } catch (RecordingException e) {
      damage.part(e);
      return NONE;
    }
  }

  private RecordedFrames opened(Part wanted) throws IOException {
    if (wanted.format() != Format.FRAMES) {
      return VideoReader.open(wanted, damage);
    } else if (PartReader.begun(wanted)) {
      damage.tornTail(wanted.main() + ": a part that was begun and has no frame yet");
      return NONE;
    }
    return PartReader.open(wanted, damage, maxPayload);
  }

  @Override
  public Optional<ByteBuffer> payload() throws IOException {
    return part.payload();
  }

  @Override
  public long session() {
    return part.session();
  }

  @Override
  public boolean closed() {
    return part.closed();
  }

  @Override
  public void close() throws IOException {
    part.close();
  }

  /** No frames. */
  static final RecordedFrames NONE =
      new RecordedFrames() {
        @Override
        public Optional<IndexEntry> next() {
          return Optional.empty();
        }

        @Override
        public Optional<ByteBuffer> payload() {
          return Optional.empty();
        }

        @Override
        public long session() {
          return 0;
        }

        @Override
        public boolean closed() {
          return false;
        }

        @Override
        public void close() {
          // There is nothing.
        }
      };
}
