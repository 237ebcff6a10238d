// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.nio.ByteBuffer;
import java.util.Locale;

/** What a reader has seen; each byte of each frame was looked at. */
final class Result {

  private Pattern pattern = new Pattern(0);
  private long accepted;
  private long wrong;
  private long missed;
  private long first;
  private long last;
  private long loans;

  /**
   * Takes a frame.
   *
   * @param frame from its position to its limit
   */
  void take(ByteBuffer frame, long sequence, long missedBefore) {
    if (!right(frame, sequence) || sequence <= last) {
      wrong++;
    }
    accepted++;
    first = first == 0 ? sequence : first;
    last = sequence;
    missed += missedBefore;
  }

  boolean right(ByteBuffer frame, long sequence) {
    if (pattern.bytes() != frame.remaining()) {
      pattern = new Pattern(frame.remaining());
    }
    return sequence > 0 && pattern.is(frame, sequence);
  }

  void lent() {
    loans++;
  }

  /** A frame that changed after it was taken. */
  void changed() {
    wrong++;
  }

  long accepted() {
    return accepted;
  }

  long wrong() {
    return wrong;
  }

  /** One line of JSON, in the words of the other languages' peers. */
  String json(long torn, long invalid, boolean end) {
    return String.format(
        Locale.ROOT,
        "{\"accepted\":%d,\"wrong\":%d,\"torn\":%d,\"missed\":%d,\"first\":%d,\"last\":%d,"
            + "\"loans\":%d,\"invalid\":%d,\"end\":%b}",
        accepted,
        wrong,
        torn,
        missed,
        first,
        last,
        loans,
        invalid,
        end);
  }
}
