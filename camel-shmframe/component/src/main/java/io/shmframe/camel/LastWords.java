// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.Synchronisation;
import java.util.Map;
import java.util.Optional;

/**
 * What a header says of a writer from which nothing is heard any more. Whether it died or waits, no
 * header says. Immutable.
 */
final class LastWords {

  private static final String UNFINISHED =
      ", so a frame was begun and never finished: its writer died or hangs";
  private static final String FINISHED =
      ", so the last frame is whole and no other was begun: its writer died or waits";

  private final Optional<Synchronisation> kind;

  /**
   * @param layout of the header; empty for a ring, which tells what its writer is
   */
  LastWords(Optional<HeaderLayout> layout) {
    this.kind = layout.map(HeaderLayout::synchronisation);
  }

  /** To be added to a sentence. */
  String in(Map<String, Object> header) {
    return kind.map(guarded -> in(header, guarded)).orElseGet(() -> ofRing(header));
  }

  private static String ofRing(Map<String, Object> header) {
    boolean left = header.get("writerId") instanceof Number id && id.longValue() == 0;
    return left
        ? "; its last writer has left in good order"
        : "; its last writer is process " + header.get("writerPid");
  }

  private static String in(Map<String, Object> header, Synchronisation kind) {
    if (!(header.get(kind.field()) instanceof Number number)) {
      return "; its header does not say whether its writer is at work";
    }
    String says = "; its header says " + kind.field() + "=" + number;
    long value = number.longValue();
    return switch (kind) {
      case VALID -> says + (value == 0 ? UNFINISHED : FINISHED);
      case SEQLOCK -> says + (value % 2 != 0 ? UNFINISHED : FINISHED);
      case STATUS -> says + (value == 0 ? ", so it is the other side's turn" : "");
      case SEQUENCE, NONE -> says;
    };
  }
}
