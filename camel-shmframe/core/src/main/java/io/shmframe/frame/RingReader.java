// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.RingDescriptor;
import io.shmframe.layout.RingShape;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads frames of a ring, the newest or each in its order, and delivers whole frames only. The
 * segment is mapped read-only.
 *
 * <p>A frame on loan ({@link #lookInPlace()}) is not overwritten while the loan lasts, whatever the
 * writer does, and stays valid when the ring is replaced, removed, or this reader closed. Where no
 * loan can be had (all of {@link RingReaderOptions#loans()} are out, all pins of the ring are
 * taken, the table of readers may not be written to) the frame is copied into memory of its own
 * instead: {@link FrameView#shared()} says so.
 *
 * <p>How many frames were missed follows from the numbers that the writer gives them.
 *
 * <p>One thread may use a reader at a time; {@link #peek()}, {@link #counters()}, {@link
 * #problem()}, {@link #attached()}, {@link #wakeUp()} and {@link #close()} are safe from any other,
 * and so is closing a loan.
 */
public final class RingReader implements FrameSource {

  /** How often a torn frame is tried again before the reader waits as for a new one. */
  private static final int TORN_RETRIES = 8;

  /** Memory of a frame's own, where it cannot be lent. */
  private static final FrameTarget OWN =
      geometry -> ByteBuffer.allocate(Math.toIntExact(geometry.bytes()));

  private final Path path;
  private final RingReaderOptions options;
  private final RingFollowing following;
  private final RingCursor cursor;
  private final RingFrames frames;
  private final RingTally tally = new RingTally();
  private final RingWait waiting;
  private final AtomicReference<FrameView> loan = new AtomicReference<>();

  private ByteBuffer spare;
  private FrameGeometry spareGeometry;
  private FrameTarget spareTarget;
  private FrameInfo info;
  private int wakeSeen;
  private volatile boolean looking;

  /**
   * Opens nothing yet: the first look does.
   *
   * @param path the segment's file, which need not exist
   * @throws IllegalArgumentException if its name has a {@code ~}, which other files of a ring have
   */
  public RingReader(Path path, RingReaderOptions options) {
    this.path = RingFiles.named(path);
    this.options = options;
    following = new RingFollowing(path, options);
    cursor = new RingCursor(options.delivery());
    frames = new RingFrames(options.expected());
    waiting = new RingWait(options.waiting());
  }

  @Override
  public Look look(FrameTarget target) throws TornFrameException {
    return guarded(target, false);
  }

  @Override
  public Look lookInPlace() throws TornFrameException {
    return guarded(OWN, true);
  }

  @Override
  public Look await(FrameTarget target, long nanos) throws TornFrameException {
    return await(target, false, nanos);
  }

  @Override
  public Look awaitInPlace(long nanos) throws TornFrameException {
    return await(OWN, true, nanos);
  }

  @Override
  public FrameInfo info() {
    if (info == null) {
      throw new IllegalStateException("No frame has been taken yet");
    }
    return info;
  }

  @Override
  public FrameView loan() {
    FrameView lent = loan.getAndSet(null);
    if (lent == null) {
      throw new IllegalStateException("No frame is on loan");
    }
    return lent;
  }

  @Override
  public Optional<Exception> problem() {
    return following.problem();
  }

  @Override
  public boolean attached() {
    return following.input() != null;
  }

  @Override
  public ReaderCounters counters() {
    return tally.counters(following.reattached());
  }

  @Override
  public long rejectedLooks() {
    return tally.tornLooks();
  }

  /** Does nothing: the frames have numbers. */
  @Override
  public void observe() {
    // Nothing passes unseen.
  }

  @Override
  public Optional<Map<String, Object>> peek() {
    RingInput now = following.input();
    if (now == null || !now.segment().retain()) {
      return Optional.empty();
    }
    try {
      Map<String, Object> fields = RingPeek.at(now.segment());
      Faults.surface();
      return Optional.of(fields);
    } catch (InternalError fault) {
      // The reader's own look will find it.
      now.segment().translated(fault);
      return Optional.empty();
    } finally {
      now.segment().release();
    }
  }

  /** {@inheritDoc} A loan that nobody has fetched ends; the segment stays mapped. */
  @Override
  public void rest() {
    dropLoan();
    following.rest();
  }

  @Override
  public void wakeUp() {
    waiting.wakeUp();
  }

  @Override
  public void close() {
    following.close();
    dropLoan();
    if (!looking) {
      // Else the look that is under way sees that this is closed, and does it.
      forget();
    }
  }

  /** On Java 17 pages stay mapped until nobody knows them. */
  private void forget() {
    frames.forget();
    cursor.forget();
  }

  private void dropLoan() {
    FrameView lent = loan.getAndSet(null);
    if (lent != null) {
      lent.close();
    }
  }

  private Look await(FrameTarget target, boolean inPlace, long nanos) throws TornFrameException {
    waiting.begin();
    long deadline = System.nanoTime() + nanos;
    Optional<Exception> before = problem();
    int retries = 0;
    while (true) {
      Look found = guarded(target, inPlace);
      if (found == Look.FRAME || found == Look.INVALID) {
        return found;
      }
      if (found == Look.DETACHED && problem() != before || following.closed()) {
        return Look.DETACHED;
      }
      long now = System.nanoTime();
      long left = deadline - now;
      if (waiting.ended() || left <= 0 || Thread.currentThread().isInterrupted()) {
        return found;
      }
      if (found == Look.DETACHED) {
        waiting.pause(Math.min(left, options.reattachInterval().toNanos()));
        continue;
      }
      if (found == Look.TORN && retries++ < TORN_RETRIES) {
        // The newer frame that overwrote it is there.
        waiting.restart();
        continue;
      }
      idle(left);
    }
  }

  private void idle(long left) {
    RingInput input = following.input();
    if (input == null || !input.segment().retain()) {
      return;
    }
    try {
      // Not longer than until the name is to be looked at.
      long name = waiting.untilNextName(options.reattachInterval().toNanos());
      waiting.idle(input.segment(), wakeSeen, Math.min(left, name));
      // Here, where it is caught: the caller knows nothing of the words that a wait looks at.
      Faults.surface();
    } catch (InternalError fault) {
      // The next look finds it.
      input.segment().translated(fault);
    } finally {
      input.segment().release();
    }
  }

  private Look guarded(FrameTarget target, boolean inPlace) throws TornFrameException {
    if (inPlace) {
      dropLoan();
    }
    looking = true;
    try {
      return following.closed() ? Look.DETACHED : surfaced(target, inPlace);
    } catch (SegmentException e) {
      return following.detached(e);
    } catch (InternalError fault) {
      return following.lost(fault);
    } catch (IllegalStateException e) {
      if (following.closed()) {
        // Unmapped by another thread in the middle of the look, as close() allows.
        return Look.DETACHED;
      }
      throw e;
    } finally {
      looking = false;
      if (following.input() == null) {
        forget();
      }
    }
  }

  /**
   * A page that is gone reads as zeros, which may look like anything before the fault is heard of.
   */
  private Look surfaced(FrameTarget target, boolean inPlace)
      throws SegmentException, TornFrameException {
    try {
      Look found = find(target, inPlace);
      if (found != Look.FRAME) {
        Faults.surface();
      }
      return found;
    } catch (SegmentException | TornFrameException e) {
      Faults.surface();
      throw e;
    }
  }

  private Look find(FrameTarget target, boolean inPlace)
      throws SegmentException, TornFrameException {
    if (following.closed()) {
      return Look.DETACHED;
    }
    RingInput before = following.input();
    if (before != null && before.segment().retain()) {
      try {
        // (F) before state and (E): what comes after this look changes the word.
        wakeSeen = before.segment().wake();
      } finally {
        before.segment().release();
      }
    }
    following.step();
    if (following.input() != before) {
      // It was not loaded before the look, so nobody may sleep on what it is: see there.
      neverSleep();
    }
    if (!following.moved() || cursor.behind(following.end())) {
      Look found = kept(target, inPlace);
      if (found == Look.NOTHING && following.removed().isPresent()) {
        // Nothing will come any more, and its memory is free when the last one has let go.
        return following.detached(following.removed().get());
      }
      if (found != Look.NOTHING || !following.moved()) {
        return found;
      }
    }
    following.move();
    neverSleep();
    return kept(target, inPlace);
  }

  /** The next wait ends at once, and the look behind it loads the wake word first. */
  private void neverSleep() {
    RingInput fresh = following.input();
    if (fresh != null && fresh.segment().retain()) {
      try {
        wakeSeen = fresh.segment().wake() - 1;
      } finally {
        fresh.segment().release();
      }
    }
  }

  /** Looks while nobody unmaps the ring. */
  private Look kept(FrameTarget target, boolean inPlace)
      throws SegmentException, TornFrameException {
    RingInput now = following.input();
    if (now == null || !now.segment().retain()) {
      return Look.DETACHED;
    }
    try {
      return take(now, target, inPlace);
    } finally {
      now.segment().release();
    }
  }

  private Look take(RingInput now, FrameTarget target, boolean inPlace)
      throws SegmentException, TornFrameException {
    RingSegment segment = now.segment();
    long ticket = cursor.next(segment);
    if (ticket == 0) {
      // Of a ring that was mapped anew, or given up as torn: the writer need not wait for it.
      if (now.pins().isPresent()) {
        now.pins().get().goneToAtLeast(cursor.last() + 1);
      }
      return Look.NOTHING;
    }
    try {
      if (!frames.load(segment, ticket)) {
        return torn(ticket);
      }
      // Before an entry is reserved, which a late fault would leave so, and before the caller's
      // code runs, which it would hit in the middle.
      Faults.surface();
      boolean lendable = inPlace && frames.shape().regular() && now.pins().isPresent();
      int pin = lendable ? now.pins().get().reserve(ticket) : -1;
      return pin < 0 ? copy(now, ticket, target, inPlace) : lend(now, ticket, pin);
    } catch (LayoutException e) {
      return invalid(now, ticket, e);
    }
  }

  private Look copy(RingInput now, long ticket, FrameTarget target, boolean inPlace)
      throws SegmentException, TornFrameException {
    RingShape shape = frames.shape();
    ByteBuffer memory = memory(shape.geometry(), target);
    frames.payload().copyTo(memory);
    // A payload that was overwritten is torn, whatever its checksum.
    if (!frames.unchanged()) {
      return torn(ticket);
    }
    frames.check();
    Map<String, Object> fields = frames.fields();
    if (!frames.unchanged()) {
      return torn(ticket);
    }
    announce(now, ticket);
    now.segment().requireWhole();
    spare = null;
    took(ticket, fields);
    if (inPlace) {
      FrameGeometry geometry = shape.geometry();
      int stride = (int) (geometry.isPicture() ? geometry.rowBytes() : geometry.bytes());
      lent(FrameView.of(geometry, stride, info.timestampNanos(), memory.asReadOnlyBuffer()));
    }
    return Look.FRAME;
  }

  private Look lend(RingInput now, long ticket, int pin)
      throws SegmentException, TornFrameException {
    RingPins pins = now.pins().orElseThrow();
    boolean lent = false;
    try {
      pins.pin(pin, ticket);
      // (G): the pin is seen before the lock is loaded, pairs with (A).
      Words.fullFence();
      if (!frames.unchanged()) {
        return torn(ticket);
      }
      frames.check();
      Map<String, Object> fields = frames.fields();
      announce(now, ticket);
      now.segment().requireWhole();
      long nanos = frames.descriptor().get(RingDescriptor.CAPTURED);
      RingLoan view =
          new RingLoan(now.segment(), pins, pin, frames.shape(), frames.payload(), nanos);
      took(ticket, fields);
      now.segment().retain();
      lent = true;
      lent(view);
      return Look.FRAME;
    } finally {
      if (!lent) {
        pins.unpin(pin);
      }
    }
  }

  private void lent(FrameView view) {
    loan.set(view);
    if (following.closed()) {
      dropLoan();
    }
  }

  private ByteBuffer memory(FrameGeometry geometry, FrameTarget target) {
    if (spare == null || target != spareTarget || !geometry.equals(spareGeometry)) {
      try {
        spare = target.allocate(geometry);
        spareGeometry = geometry;
        spareTarget = target;
      } catch (OutOfMemoryError e) {
        // A frame may truthfully be larger than what this JVM has; that must not be the end of it.
        throw new LayoutException(
            "a frame of "
                + geometry
                + " needs "
                + geometry.bytes()
                + " bytes, which this JVM cannot give: "
                + e.getMessage(),
            e);
      }
    }
    return spare;
  }

  /**
   * Says in the table that the frame is taken, before it counts as taken: if the table was cut, the
   * frame is found again when the ring has been mapped anew. Faults must be surfaced next.
   */
  private void announce(RingInput now, long ticket) {
    if (now.pins().isPresent()) {
      RingPins pins = now.pins().get();
      pins.goneTo(ticket + 1);
      tally.show(pins, frames.descriptor().get(RingDescriptor.SEQUENCE));
    }
  }

  private void took(long ticket, Map<String, Object> fields) {
    RingDescriptor descriptor = frames.descriptor();
    long sequence = descriptor.get(RingDescriptor.SEQUENCE);
    info = tally.took(frames.shape(), descriptor, sequence, fields);
    cursor.done(ticket);
    waiting.frame(System.nanoTime());
    following.solved();
  }

  private Look invalid(RingInput now, long ticket, LayoutException e) throws TornFrameException {
    if (!frames.unchanged()) {
      return torn(ticket);
    }
    if (now.pins().isPresent()) {
      now.pins().get().goneTo(ticket + 1);
    }
    Faults.surface();
    tally.invalid(frames.descriptor().get(RingDescriptor.SEQUENCE));
    cursor.done(ticket);
    following.invalid(new LayoutException("Segment " + path + ": " + e.getMessage(), e));
    return Look.INVALID;
  }

  private Look torn(long ticket) throws TornFrameException {
    tally.torn();
    if (options.onTorn() != TornPolicy.RETRY) {
      cursor.passOver(ticket);
    }
    if (options.onTorn() == TornPolicy.FAIL) {
      throw new TornFrameException(
          "Segment "
              + path
              + ": the frame of ticket "
              + ticket
              + " was overwritten while it was read (onTorn=fail)");
    }
    return Look.TORN;
  }
}
