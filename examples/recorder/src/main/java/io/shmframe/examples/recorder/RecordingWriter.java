// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes frames to the parts of a recording. A disk that is full ends the part, not the recorder:
 * frames are dropped and counted until there is room again, and what was recorded stands.
 *
 * <p>Any thread may write; they take turns.
 */
final class RecordingWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RecordingWriter.class);

  private static final long LOOK_FOR_ROOM_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Makes the output of a part. */
  interface Outputs {
    PartOutput create(Part part, CapturedFrame first) throws IOException;
  }

  private final RecordOptions options;
  private final Clock clock;
  private final RecordingFolder folder;
  private final Outputs outputs;
  private final LongSupplier free;

  private Part part;
  private PartOutput output;
  private long begin;
  private boolean waiting;
  private long nextLook;
  private long frames;
  private long bytes;
  private long missed;
  private long torn;
  private long dropped;
  private int removed;

  RecordingWriter(RecordOptions options, Clock clock, RecordingFolder folder, Outputs outputs) {
    this(options, clock, folder, outputs, () -> free(folder));
  }

  RecordingWriter(
      RecordOptions options,
      Clock clock,
      RecordingFolder folder,
      Outputs outputs,
      LongSupplier free) {
    this.options = options;
    this.clock = clock;
    this.folder = folder;
    this.outputs = outputs;
    this.free = free;
  }

  private static long free(RecordingFolder folder) {
    try {
      return folder.free();
    } catch (IOException e) {
      // Nobody can say.
      return 0;
    }
  }

  /**
   * Writes a frame, or counts why not.
   *
   * @throws IllegalArgumentException if the format does not take it
   */
  synchronized void write(CapturedFrame frame) {
    missed += frame.description().missed();
    if (waiting && !roomAgain(frame)) {
      dropped++;
      return;
    }
    while (true) {
      try {
        append(frame);
        return;
      } catch (IOException e) {
        if (!madeRoom(frame, e)) {
          dropped++;
          return;
        }
      }
    }
  }

  private void append(CapturedFrame frame) throws IOException {
    if (output != null && full(frame)) {
      end();
    }
    if (output == null) {
      begin(frame);
    }
    if (output.append(frame)) {
      frames++;
      bytes += frame.payload().remaining();
    } else {
      torn++;
    }
  }

  /** Whether this frame belongs into the next part. */
  private boolean full(CapturedFrame frame) throws IOException {
    if (output.frames() == 0) {
      return false;
    }
    boolean late =
        !options.maxTime().isZero() && frame.arrived() - begin >= options.maxTime().toNanos();
    return late || output.bytesWith(frame) > options.maxSize() || !output.takes(frame);
  }

  private void begin(CapturedFrame frame) throws IOException {
    Part next = folder.next();
    output = outputs.create(next, frame);
    part = next;
    begin = frame.arrived();
    folder.add(next);
    while (options.keep() > 0 && folder.count() > options.keep()) {
      remove("keep=" + options.keep());
    }
  }

  private void end() throws IOException {
    PartOutput ended = output;
    output = null;
    ended.close();
    if (ended.frames() == 0) {
      folder.forget(part);
    }
  }

  private void remove(String why) throws IOException {
    Part oldest = folder.removeOldest();
    removed++;
    LOG.info("removed {} and what belongs to it: {}", oldest.main(), why);
  }

  /** Ends the part; true if the frame is worth another try, in another part. */
  private boolean madeRoom(CapturedFrame frame, IOException why) {
    Part failed = output == null ? folder.next() : part;
    boolean endedWell = endQuietly();
    long room = free.getAsLong();
    long needed = needed(frame);
    boolean full = room < needed || String.valueOf(why.getMessage()).contains("No space left");
    if (full && options.keep() > 0 && folder.count() > 1) {
      try {
        remove("a frame needs " + needed + " bytes, " + room + " are free");
        return true;
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
    waiting = true;
    nextLook = clock.nanoTime() + LOOK_FOR_ROOM_NANOS;
    LOG.error(
        "stopped writing {}: a frame needs {} bytes, {} are free ({}). What was recorded stands{}; goes on when there is room",
        failed.main(),
        needed,
        room,
        why.getMessage(),
        endedWell ? "" : " up to the last whole frame");
    return false;
  }

  private boolean endQuietly() {
    if (output == null) {
      return true;
    }
    try {
      end();
      return true;
    } catch (IOException e) {
      LOG.debug("The part has no last entry", e);
      return false;
    }
  }

  private static long needed(CapturedFrame frame) {
    return (long) frame.payload().remaining() + IndexEntry.LONGEST + 2L * PartHeader.BYTES;
  }

  /** Looks once a second, and wants room for two, so that it does not stop at once again. */
  private boolean roomAgain(CapturedFrame frame) {
    if (clock.nanoTime() - nextLook < 0) {
      return false;
    }
    nextLook = clock.nanoTime() + LOOK_FOR_ROOM_NANOS;
    long room = free.getAsLong();
    if (room < 2 * needed(frame)) {
      return false;
    }
    LOG.info("goes on: {} bytes are free", room);
    waiting = false;
    return true;
  }

  /** Frames that were recorded. */
  synchronized long frames() {
    return frames;
  }

  /** What was done so far, and how much room there is now. */
  synchronized Figures figures() {
    int number = part == null ? 0 : part.number();
    return new Figures(frames, bytes, missed, torn, dropped, number, removed, free.getAsLong());
  }

  @Override
  public synchronized void close() throws IOException {
    try (folder) {
      if (output != null) {
        end();
      }
    }
  }
}
