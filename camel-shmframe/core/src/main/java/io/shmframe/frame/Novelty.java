// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Synchronisation;
import java.time.Duration;

/**
 * What a reader has delivered or refused, and whether what it sees now is another frame. Used by
 * one thread.
 */
final class Novelty {

  private final Stamps stamps;
  private final Synchronisation kind;
  private final boolean byContent;
  private final boolean repeating;
  private final long repeatNanos;

  /** Whether a header of zeros cannot be that of a frame. */
  private final boolean saysSomething;

  /** Whether the segment was ever seen to hold a frame: until then zeros are no frame. */
  private boolean written;

  private boolean anyDelivered;
  private long deliveredMark;
  private long nextRepeat = System.nanoTime();
  private boolean anyRefused;
  private long refusedMark;
  private long refusedSeen;
  private HeaderImage refusedImage;

  /** The content of the last frame, and of the one that is being taken. */
  private ContentMarks delivered = new ContentMarks();

  private ContentMarks fresh = new ContentMarks();

  /**
   * @throws LayoutException if frames are to be told by the header, which says nothing of it
   */
  Novelty(StreamAccess stream, Freshness freshness, Duration repeatInterval) {
    stamps = stream.stamps();
    kind = stream.guard().kind();
    repeatNanos = repeatInterval.toNanos();
    saysSomething =
        stamps.tellsFrames() || !stream.rule().isText() && stream.rule().fixedGeometry().isEmpty();
    boolean handshake = kind == Synchronisation.STATUS;
    repeating = handshake || freshness == Freshness.NONE;
    byContent =
        switch (freshness) {
          // In a handshake each frame is a fresh one, whatever it says.
          case CONTENT -> !handshake;
          case AUTO -> !handshake && !stamps.tellsFrames();
          case HEADER, NONE -> false;
        };
    if (freshness == Freshness.HEADER && !handshake && !stamps.tellsFrames()) {
      throw new LayoutException(
          "Layout "
              + stream.layout().name()
              + " has neither a stamp nor a counter to tell a fresh frame by: found "
              + stream.layout().fields());
    }
  }

  /** Whether a frame is told by its content. */
  boolean byContent() {
    return byContent;
  }

  /** Zeros, as a new segment has them, are no frame until there has been one. */
  boolean untouched(HeaderImage header, long seen) {
    boolean zero =
        switch (kind) {
          case SEQUENCE, SEQLOCK -> seen == 0;
          case NONE -> saysSomething && header.blank();
          case VALID, STATUS -> false;
        };
    if (!zero && saysSomething) {
      written = true;
    }
    return zero && !written;
  }

  /** Whether the header says that this frame was delivered or refused already. */
  boolean known(HeaderImage header, long seen, long mark) {
    if (anyRefused
        && (stamps.tellsFrames()
            ? mark == refusedMark
            : seen == refusedSeen && header.same(refusedImage))) {
      return true;
    }
    if (byContent) {
      return false;
    }
    return repeating
        ? kind != Synchronisation.STATUS && System.nanoTime() - nextRepeat < 0
        : anyDelivered && mark == deliveredMark;
  }

  /**
   * Whether the content is that of the frame that was delivered last, as far as a short look shows.
   */
  boolean sameContent(Payload payload, byte[] scratch) {
    return byContent && anyDelivered && !delivered.changed(payload, scratch);
  }

  /** Where the content of the frame that is being taken is to be marked. */
  ContentMarks marks() {
    return fresh;
  }

  /** Whether what was just marked is another content than before, and any at all. */
  boolean freshContent() {
    if (!byContent) {
      return true;
    }
    if (anyDelivered && fresh.same(delivered)) {
      return false;
    }
    if (kind == Synchronisation.NONE && !written && fresh.blank()) {
      return false;
    }
    written = true;
    fresh.continuing(delivered);
    ContentMarks spare = delivered;
    delivered = fresh;
    fresh = spare;
    return true;
  }

  /** The frame was delivered. */
  void took(long mark, long now) {
    anyDelivered = true;
    deliveredMark = mark;
    anyRefused = false;
    nextRepeat = now + repeatNanos;
  }

  /** The frame is not looked at again. */
  void refuse(HeaderImage header, long seen, long mark) {
    anyRefused = true;
    refusedMark = mark;
    refusedSeen = seen;
    refusedImage = header.copy();
  }

  /** A segment was mapped. */
  void attached(boolean anotherFile) {
    anyRefused = false;
    if (anotherFile) {
      written = false;
      if (!stamps.tellsTime() && !byContent) {
        // Another file counts from its own beginning.
        anyDelivered = false;
      }
    }
  }
}
