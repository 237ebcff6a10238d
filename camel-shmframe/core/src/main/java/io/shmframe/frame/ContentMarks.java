// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a payload was, in four bytes for every 16 KiB: to tell whether it is another by now where
 * the header does not say so. Used by one thread.
 *
 * <p>The checksums are computed on copies: on the mapping itself, the JDK's would take the JVM down
 * if the file shrank. One changed part goes unnoticed with a chance of 1 in 2^32.
 */
final class ContentMarks {

  /** Small enough to stay in the first-level cache. */
  static final int CHUNK = 16 * 1024;

  /** What looking for a change may cost, of the time between two looks. */
  private static final int SHARE = 64;

  private final CRC32C checksum = new CRC32C();
  private int[] marks = new int[0];
  private int bytes = -1;
  private int cursor;
  private int hot;
  private long lastLook;

  /** A chunk of memory, as the methods below want it. */
  static byte[] newScratch() {
    return new byte[CHUNK];
  }

  /** Forgets everything; {@link #add} follows for each chunk. */
  void begin(int length) {
    bytes = length;
    int count = (length + CHUNK - 1) / CHUNK;
    if (marks.length != count) {
      marks = new int[count];
    }
    cursor = 0;
  }

  /** Takes a chunk. */
  void add(int index, byte[] chunk, int length) {
    marks[index] = mark(chunk, length);
  }

  /** Takes a whole payload. */
  void take(Payload payload, byte[] scratch) {
    begin(payload.bytes());
    for (int i = 0; i < marks.length; i++) {
      int part = length(i);
      payload.get(i * CHUNK, scratch, part);
      add(i, scratch, part);
    }
  }

  boolean same(ContentMarks other) {
    return bytes == other.bytes && Arrays.equals(marks, other.marks);
  }

  /** Whether every byte was zero. */
  boolean blank() {
    byte[] zeros = new byte[CHUNK];
    int full = mark(zeros, CHUNK);
    for (int i = 0; i < marks.length; i++) {
      int part = length(i);
      if (marks[i] != (part == CHUNK ? full : mark(zeros, part))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks for a change: first in the place where there was one last, then going on where the last
   * look ended, for as long as keeps its share of the time small. A large picture that changes in a
   * new corner is noticed some looks later.
   */
  boolean changed(Payload payload, byte[] scratch) {
    if (payload.bytes() != bytes) {
      return true;
    }
    if (hot < marks.length && changed(payload, scratch, hot)) {
      return true;
    }
    long start = System.nanoTime();
    long end = start + (lastLook == 0 ? 0 : (start - lastLook) / SHARE);
    lastLook = start;
    for (int looked = 0; looked < marks.length; looked++) {
      if (changed(payload, scratch, cursor)) {
        hot = cursor;
        return true;
      }
      cursor = (cursor + 1) % marks.length;
      if (System.nanoTime() - end >= 0) {
        break;
      }
    }
    return false;
  }

  private boolean changed(Payload payload, byte[] scratch, int index) {
    int part = length(index);
    payload.get(index * CHUNK, scratch, part);
    return marks[index] != mark(scratch, part);
  }

  /** Goes on looking where the marks of the frame before did. */
  void continuing(ContentMarks before) {
    hot = before.hot;
    lastLook = before.lastLook;
  }

  private int length(int index) {
    return Math.min(CHUNK, bytes - index * CHUNK);
  }

  private int mark(byte[] chunk, int length) {
    checksum.reset();
    checksum.update(chunk, 0, length);
    return (int) checksum.getValue();
  }
}
