// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One passage through a recording, from where it is to begin. For one thread. */
final class Passage implements AutoCloseable {

  private final ReplayOptions options;
  private final Damage damage;
  private final RecordingReader reader;
  private final Timeline timeline = new Timeline();
  private IndexEntry entry;
  private long position;
  private long passed;
  private long delivered;

  Passage(ReplayOptions options, Consumer<String> report) throws IOException {
    this.options = options;
    this.damage = new Damage(options.onDamage(), report);
    this.reader = new RecordingReader(options.folder(), damage);
  }

  /**
   * The payload of the next whole frame; empty at the end.
   *
   * @throws RecordingException if nothing was there to play at all
   */
  Optional<ByteBuffer> next() throws IOException {
    Optional<IndexEntry> found;
    while ((found = reader.next()).isPresent()) {
      entry = found.get();
      position = timeline.next(reader.session(), entry.arrived());
      passed++;
      if (passed < options.fromFrame() || position < options.from().toNanos()) {
        continue;
      }
      Optional<ByteBuffer> payload = reader.payload();
      if (payload.isPresent()) {
        delivered++;
        return payload;
      }
    }
    requireSome();
    return Optional.empty();
  }

  /** A loop over nothing would never rest. */
  private void requireSome() throws RecordingException {
    if (delivered == 0) {
      throw new RecordingException(
          options.folder()
              + ": expected a whole frame from frame "
              + options.fromFrame()
              + " and "
              + TimeUnit.NANOSECONDS.toMillis(options.from().toNanos())
              + " ms on, found "
              + passed
              + " frames and "
              + TimeUnit.NANOSECONDS.toMillis(position)
              + " ms in all, damaged "
              + damage.frames());
    }
  }

  /** What the frame is. */
  FrameDescription frame() {
    return entry.frame();
  }

  /** Where in the recording it stands, nanoseconds. */
  long position() {
    return position;
  }

  /** What was left out so far. */
  Damage damage() {
    return damage;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
