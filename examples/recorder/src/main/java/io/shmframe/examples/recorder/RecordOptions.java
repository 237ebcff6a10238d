// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a recording is made.
 *
 * @param folder where; is made if it is not there. A recording that is there is carried on with a
 *     further part
 * @param format of its parts
 * @param maxSize bytes of a part, but for one frame that is larger
 * @param maxTime from the first frame of a part to the last; zero for no limit
 * @param keep how many parts stand at most, the oldest are removed; 0 for all
 * @param frames after how many the recorder is done; 0 for never
 * @param bitRate bits a second of {@link Format#MP4}
 */
record RecordOptions(
    Path folder,
    Format format,
    long maxSize,
    Duration maxTime,
    int keep,
    long frames,
    int bitRate) {

  private static final int BIT_RATE = 4_000_000;

  RecordOptions {
    require(maxSize > 0, "maxSize=" + maxSize + ": expected 1 byte or more");
    require(!maxTime.isNegative(), "maxTime=" + maxTime + ": expected 0 or more");
    require(keep >= 0, "keep=" + keep + ": expected 0 (all parts) or more");
    require(frames >= 0, "frames=" + frames + ": expected 0 (no limit) or more");
    require(bitRate > 0, "bitRate=" + bitRate + ": expected 1 or more");
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException(what);
    }
  }

  /** Everything into one part, byte for byte. */
  static RecordOptions of(Path folder) {
    return new RecordOptions(folder, Format.FRAMES, Long.MAX_VALUE, Duration.ZERO, 0, 0, BIT_RATE);
  }

  RecordOptions withFormat(Format value) {
    return new RecordOptions(folder, value, maxSize, maxTime, keep, frames, bitRate);
  }

  RecordOptions withMaxSize(long value) {
    return new RecordOptions(folder, format, value, maxTime, keep, frames, bitRate);
  }

  RecordOptions withMaxTime(Duration value) {
    return new RecordOptions(folder, format, maxSize, value, keep, frames, bitRate);
  }

  RecordOptions withKeep(int value) {
    return new RecordOptions(folder, format, maxSize, maxTime, value, frames, bitRate);
  }

  RecordOptions withFrames(long value) {
    return new RecordOptions(folder, format, maxSize, maxTime, keep, value, bitRate);
  }

  RecordOptions withBitRate(int value) {
    return new RecordOptions(folder, format, maxSize, maxTime, keep, frames, value);
  }
}
