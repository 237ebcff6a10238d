// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The ring that belongs to a name, whichever that is at the moment. One thread follows; any may ask
 * and close.
 */
final class RingFollowing {

  /** So often is the name of a retired ring looked at, which may not belong to the next one yet. */
  private static final long RETIRED_NANOS = 1_000_000;

  /** For so long; a name that is free by then was removed for good, or for long. */
  private static final long SOON_NANOS = 100_000_000;

  private final Path path;
  private final RingReaderOptions options;
  private final long intervalNanos;

  private volatile RingInput input;
  private final Trouble trouble = new Trouble();
  private volatile boolean closed;
  private volatile long reattached;
  private SegmentFile.Identity last;
  private boolean moved;
  private long end;
  private long nextNameCheck;
  private long nextRetiredCheck;
  private boolean retired;
  private long retiredSince;
  private Optional<SegmentException> removed = Optional.empty();
  private volatile boolean resting;

  RingFollowing(Path path, RingReaderOptions options) {
    this.path = path;
    this.options = options;
    intervalNanos = options.reattachInterval().toNanos();
    nextNameCheck = System.nanoTime();
    nextRetiredCheck = nextNameCheck;
  }

  /** What is mapped; null where nothing is. */
  RingInput input() {
    return input;
  }

  Optional<Exception> problem() {
    return trouble.problem();
  }

  boolean closed() {
    return closed;
  }

  /** How often the name was followed to another file. */
  long reattached() {
    return reattached;
  }

  /** Whether the name belongs to another ring than the one that is mapped. */
  boolean moved() {
    return moved;
  }

  /** Why a ring has no name any more that was retired a while ago, when no frame will come. */
  Optional<SegmentException> removed() {
    return removed;
  }

  /** Ticket of the last frame that is to be taken from a ring that has moved. */
  long end() {
    return end;
  }

  /**
   * Looks from time to time whether the name still belongs to the ring that is mapped; maps one
   * where none is.
   */
  void step() throws SegmentException {
    if (resting) {
      resume();
    }
    RingInput now = input;
    long time = System.nanoTime();
    boolean retired = now != null && !moved && now.segment().requireState();
    if (retired && !this.retired) {
      retiredSince = time;
    }
    this.retired = retired;
    boolean soon = retired && time - retiredSince < SOON_NANOS;
    boolean due = time - nextNameCheck >= 0 || soon && time - nextRetiredCheck >= 0;
    if (!due) {
      return;
    }
    nextNameCheck = time + intervalNanos;
    nextRetiredCheck = time + RETIRED_NANOS;
    if (now == null) {
      attach();
    } else {
      look(now);
    }
  }

  private void look(RingInput now) throws SegmentException {
    SegmentFile.Identity found;
    try {
      found = SegmentFile.identify(path);
    } catch (SegmentException e) {
      if (e.reason() != Reason.MISSING) {
        throw e;
      }
      // Somebody removed the name; the writer may still be at work on what is mapped, so it stays
      // until the name is somebody's again, unless it has said that it is not.
      trouble.report(e);
      boolean late = retired && System.nanoTime() - retiredSince >= SOON_NANOS;
      removed = late ? Optional.of(e) : Optional.empty();
      return;
    }
    removed = Optional.empty();
    if (!found.sameFile(now.segment().identity())) {
      moved(now);
    } else {
      now.segment().requireWhole();
      trouble.found();
    }
  }

  /** Its last frames are taken first; those of a writer that goes on without a name are not. */
  private void moved(RingInput now) {
    if (!moved) {
      moved = true;
      // Once more after that was seen: the last frame may have come in between.
      end = now.segment().head();
    }
  }

  /** Lets go of the ring that is mapped, and maps the one that the name belongs to. */
  void move() throws SegmentException {
    detach();
    attach();
  }

  private void attach() throws SegmentException {
    moved = false;
    RingInput fresh = RingInput.open(path, options);
    if (last != null && !last.sameFile(fresh.segment().identity())) {
      reattached++;
    }
    last = fresh.segment().identity();
    input = fresh;
    solved();
    if (closed) {
      detach();
    }
  }

  /** Leaves the entries, until the next step. */
  synchronized void rest() {
    RingInput current = input;
    if (current != null && !resting) {
      resting = true;
      current.rest();
    }
  }

  private synchronized void resume() throws SegmentException {
    resting = false;
    if (input != null) {
      input = input.resumed(options);
    }
  }

  private synchronized void detach() {
    RingInput current = input;
    input = null;
    resting = false;
    removed = Optional.empty();
    retired = false;
    if (current != null) {
      current.leave();
    }
  }

  /** Something is wrong with what the ring holds. */
  void invalid(Exception e) {
    trouble.invalid(e);
  }

  /** All is well. */
  void solved() {
    trouble.solved();
  }

  /** The ring cannot be used as it stands. */
  Look detached(SegmentException e) {
    detach();
    trouble.report(e);
    return Look.DETACHED;
  }

  /** Pages were lost. */
  Look lost(InternalError fault) {
    RingInput current = input;
    if (current == null) {
      if (!Faults.isFault(fault)) {
        throw fault;
      }
      return Look.DETACHED;
    }
    return detached(current.segment().translated(fault));
  }

  void close() {
    closed = true;
    detach();
  }
}
