// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Placement;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.Faults;
import io.shmframe.memory.Mapping;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import io.shmframe.memory.SegmentFile.Identity;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/**
 * Writes frames into a segment, each over the one before, in the order that readers of the layout
 * need: what guards the frame is withdrawn, then come the fields and the payload, a full fence, and
 * the guard. Stamps are strictly increasing, so that a reader can tell two frames apart that were
 * written within one unit of them.
 *
 * <p>Of a handshake ({@link Synchronisation#STATUS}) the writer is A: it waits until B has taken
 * the frame before.
 *
 * <p>The segment is opened or created with the first frame. Any thread may write; they take turns.
 * That a second process does not write to the same stream is up to its users: the layouts have no
 * place to say so.
 */
public final class FrameWriter implements AutoCloseable {

  private final Path path;
  private final StreamAccess stream;
  private final Guard guard;
  private final WriterOptions options;
  private final HeaderImage image;
  private final ReentrantLock lock = new ReentrantLock();

  private SegmentFile file;
  private Mapping mapping;
  private ByteBuffer segment;
  private int base;
  private long nextNameCheck;
  private long lastNanos;
  private boolean closed;

  private FrameGeometry given;
  private FrameGeometry fitted;

  /** Of the claim that is open. */
  private Payload payload;

  private long published;

  /** Until when B may still answer a request that we have given up; 0 if there is none. */
  private long owedUntil;

  /**
   * Opens nothing yet: the first frame does.
   *
   * @throws LayoutException if layout and options do not say together how large a frame is, or
   *     contradict each other
   */
  public FrameWriter(Path path, HeaderLayout layout, WriterOptions options) {
    this.path = path;
    this.stream = new StreamAccess(layout, options.expected(), options.placement());
    this.guard = stream.guard();
    this.image = new HeaderImage(layout);
    this.options = options;
  }

  /**
   * Copies a frame into the segment and publishes it.
   *
   * @param timestampMillis when it was taken, in milliseconds since 1970
   * @return the stamp that was written, see {@link #publish(FrameView, FrameTags)}
   */
  public long publish(FrameView frame, long timestampMillis)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    return Math.floorDiv(publish(frame, FrameTags.ofMillis(timestampMillis)), 1_000_000);
  }

  /**
   * Copies a frame into the segment and publishes it.
   *
   * @param tags whose time is written as it is where it is larger than the one before, else as that
   *     plus one unit of the header's stamp
   * @return the time that was written, in nanoseconds since 1970
   * @throws TornFrameException if the frame is on loan and was overwritten meanwhile; nothing is
   *     published
   * @throws HandshakeTimeoutException if B did not take the frame before in time
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws LayoutException if the layout cannot tell what the frame is
   */
  public long publish(FrameView frame, FrameTags tags)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    byte[] packed = needsPacking(frame) ? OwnedFrame.packed(frame) : null;
    try (FrameClaim claim = claim(frame.geometry(), tags)) {
      if (packed == null) {
        copy(frame, claim.pixels());
      } else {
        fill(packed);
      }
      claim.commit();
      return claim.timestampNanos();
    }
  }

  /**
   * Whether the frame is first copied to memory of our own: where rows are spread, and where a
   * frame that is torn half-way could not be withdrawn from the readers.
   */
  private boolean needsPacking(FrameView frame) {
    FrameGeometry geometry = frame.geometry();
    boolean mayTear = !(frame instanceof OwnedFrame) && !guard.kind().withdraws();
    return mayTear
        || geometry.isPicture() && stream.rule().strideToWrite(geometry) != geometry.rowBytes();
  }

  /**
   * A fault is dealt with here, before the claim ends: the lock that guards the mapping must still
   * be held.
   */
  private void copy(FrameView frame, ByteBuffer pixels)
      throws SegmentException, TornFrameException {
    try {
      frame.copyTo(pixels);
      Faults.surface();
    } catch (InternalError fault) {
      throw lost(fault);
    }
  }

  private void fill(byte[] packed) throws SegmentException {
    try {
      payload.fill(packed);
      Faults.surface();
    } catch (InternalError fault) {
      throw lost(fault);
    }
  }

  /**
   * Begins a frame, which its caller writes in place; a time and nothing more is said of it.
   *
   * @see #claim(FrameGeometry, FrameTags)
   */
  public FrameClaim claim(FrameGeometry geometry, long timestampMillis)
      throws SegmentException, HandshakeTimeoutException {
    return claim(geometry, FrameTags.ofMillis(timestampMillis));
  }

  /**
   * Begins a frame, which its caller writes in place. Other threads wait until the claim has ended.
   *
   * @param tags as for {@link #publish(FrameView, FrameTags)}
   * @throws LayoutException if the layout cannot tell what the frame is, or the time is before 1970
   *     or behind what 64 bits of nanoseconds hold
   * @throws HandshakeTimeoutException if B did not take the frame before in time
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws IllegalStateException if the writer is closed, or the thread has a claim already
   */
  public FrameClaim claim(FrameGeometry geometry, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException {
    requireStamp(tags);
    enter();
    boolean claimed = false;
    try {
      FrameClaim claim = begin(geometry, tags);
      Faults.surface();
      claimed = true;
      return claim;
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      if (!claimed) {
        lock.unlock();
      }
    }
  }

  private static void requireStamp(FrameTags tags) {
    long nanos = tags.timestampNanos();
    if (nanos < 0 || nanos == Long.MAX_VALUE) {
      throw new LayoutException(
          "A timestamp of "
              + (nanos < 0 ? tags.timestampMillis() + " ms" : "more than 64 bits of nanoseconds")
              + ": expected 0 to "
              + Long.MAX_VALUE / 1_000_000
              + " ms since 1970");
    }
  }

  private void enter() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("This thread has a claim already");
    }
    lock.lock();
    if (closed) {
      lock.unlock();
      throw new IllegalStateException("The writer is closed");
    }
  }

  /**
   * Everything that may fail comes before the first store: a frame that cannot be written costs
   * none that is there.
   */
  private FrameClaim begin(FrameGeometry geometry, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException {
    FrameGeometry told = fitted(geometry);
    long stride = stream.rule().strideToWrite(told);
    attach(told, stride);
    payload = inSegment(told, stride);
    if (guard.kind() == Synchronisation.STATUS) {
      awaitFree();
    }
    long nanos = Math.max(tags.timestampNanos(), stream.stamps().next(lastNanos));
    if (lastNanos == 0 || !stream.stamps().tellsTime()) {
      nanos = tags.timestampNanos();
    }
    stream.describe(segment, base, image, told, new FrameTags(nanos, tags.fields()));
    lastNanos = nanos;
    published = guard.withdraw(segment, base);
    stream.header().write(segment, base, image);
    return new FrameClaim(
        this, payload.slice(), (int) (told.isPicture() ? stride : told.bytes()), nanos);
  }

  private Payload inSegment(FrameGeometry told, long stride) throws SegmentException {
    try {
      return stream.payload(segment, segment.capacity(), told, stride);
    } catch (LayoutException e) {
      throw new SegmentException(Reason.TOO_SMALL, "Segment " + path + ": " + e.getMessage(), e);
    }
  }

  private FrameGeometry fitted(FrameGeometry geometry) {
    if (!geometry.equals(given)) {
      fitted = stream.rule().fitted(geometry);
      given = geometry;
    }
    return fitted;
  }

  /**
   * A's wait before it writes. An answer that nobody waits for any more is in the way, and A's to
   * remove.
   */
  private void awaitFree() throws HandshakeTimeoutException {
    long seen = await(state -> state == Guard.FREE || state == Guard.ANSWERED);
    if (seen == Guard.ANSWERED) {
      guard.store(segment, base, Guard.FREE);
    } else if (seen != Guard.FREE) {
      throw Turns.timeout(path, "for status 0 (free)", options.requestTimeout(), seen);
    }
  }

  private long await(LongPredicate wanted) {
    return Turns.await(guard, segment, base, wanted, options.requestTimeout(), options.waiting());
  }

  /**
   * Writes a frame and waits for what the other side makes of it: with a {@code status} until B has
   * answered in its place, else until the content of the next region has changed and was the same
   * in two looks. Every wait is bounded by the options' {@code requestTimeout}; after a time-out
   * the next request finds the stream free, or an answer that came late, which it drops.
   *
   * @param answered as what the answer is read where the layout does not say it; empty for the same
   *     as the request
   * @param target memory for the answer
   * @return what is known of the answer
   * @throws HandshakeTimeoutException if a wait took too long, with the state that was seen
   * @throws TornFrameException if the frame is on loan and was overwritten meanwhile
   * @throws SegmentException if the segment cannot be had, is too small, or shrank
   * @throws LayoutException if the layout cannot tell what the frame is, or there is no place for
   *     an answer, or what the answer says of itself cannot be
   */
  public FrameInfo request(
      FrameView frame, FrameTags tags, Optional<FrameGeometry> answered, FrameTarget target)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    boolean inTurn = guard.kind() == Synchronisation.STATUS;
    if (!inTurn && stream.placement().regions() < 2) {
      throw new LayoutException(
          "Layout "
              + stream.layout().name()
              + " has no place for an answer: expected a field 'status', or two regions");
    }
    requireStamp(tags);
    byte[] packed = OwnedFrame.packed(frame);
    enter();
    try {
      FrameInfo info =
          inTurn
              ? requestInTurn(frame.geometry(), packed, tags, target)
              : requestBeside(frame.geometry(), packed, tags, answered, target);
      requireWhole();
      return info;
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      lock.unlock();
    }
  }

  private FrameInfo requestInTurn(
      FrameGeometry geometry, byte[] packed, FrameTags tags, FrameTarget target)
      throws SegmentException, HandshakeTimeoutException {
    awaitLateAnswer();
    write(geometry, packed, tags);
    long seen = await(state -> state == Guard.ANSWERED);
    if (seen != Guard.ANSWERED) {
      owedUntil = System.nanoTime() + options.requestTimeout().toNanos();
      if (seen == Guard.WRITTEN) {
        // Nobody has handed it back, and nobody waits for its answer any more.
        guard.store(segment, base, Guard.FREE);
      }
      throw Turns.timeout(path, "for status 2 (answered)", options.requestTimeout(), seen);
    }
    try {
      stream.header().read(segment, base, image);
      FrameGeometry found = stream.rule().read(image);
      Payload answer =
          stream.payload(segment, segment.capacity(), found, stream.rule().stride(image, found));
      return taken(found, answer, target);
    } finally {
      // Whatever it was, it has been read: B's turn to answer the next one.
      guard.store(segment, base, Guard.FREE);
    }
  }

  /**
   * B may still be at work on what we gave up; its answer must not be taken for the next one. After
   * as long again it is taken for dead.
   */
  private void awaitLateAnswer() {
    long left = owedUntil == 0 || segment == null ? 0 : owedUntil - System.nanoTime();
    owedUntil = 0;
    if (left > 0) {
      Turns.await(
          guard,
          segment,
          base,
          state -> state == Guard.ANSWERED,
          Duration.ofNanos(left),
          options.waiting());
    }
  }

  private FrameInfo requestBeside(
      FrameGeometry geometry,
      byte[] packed,
      FrameTags tags,
      Optional<FrameGeometry> answered,
      FrameTarget target)
      throws SegmentException, HandshakeTimeoutException {
    FrameGeometry told = fitted(geometry);
    long stride = stream.rule().strideToWrite(told);
    attach(told, stride);
    FrameGeometry expected = answered.orElse(told);
    Payload beside =
        stream.payload(
            segment,
            segment.capacity(),
            expected,
            expected.equals(told) ? stride : expected.rowBytes(),
            stream.answerRegion(),
            stream.regionBytes(told, stride));
    byte[] scratch = ContentMarks.newScratch();
    ContentMarks before = new ContentMarks();
    before.take(beside, scratch);
    write(geometry, packed, tags);
    ContentMarks one = new ContentMarks();
    ContentMarks two = new ContentMarks();
    long deadline = System.nanoTime() + options.requestTimeout().toNanos();
    for (int round = 0; ; round++) {
      if (before.changed(beside, scratch)) {
        one.take(beside, scratch);
        // As Sighting.settled(): the other side may be in the middle of its answer.
        LockSupport.parkNanos(Sighting.SETTLE_NANOS);
        two.take(beside, scratch);
        if (one.same(two) && !one.same(before)) {
          ByteBuffer memory = target.allocate(expected);
          beside.copyTo(memory);
          two.take(new Payload(memory, memory.position(), expected, expected.rowBytes()), scratch);
          if (two.same(one)) {
            return info(expected);
          }
        }
      }
      Faults.surface();
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        String state = "region " + stream.answerRegion() + " has not changed to anything stable";
        throw new HandshakeTimeoutException(
            "Segment "
                + path
                + ": waited "
                + options.requestTimeout().toMillis()
                + " ms (requestTimeout) for an answer, but "
                + state,
            state);
      }
      options.waiting().idle(round, left);
    }
  }

  private void write(FrameGeometry geometry, byte[] packed, FrameTags tags)
      throws SegmentException, HandshakeTimeoutException {
    begin(geometry, tags);
    payload.fill(packed);
    finish();
  }

  private FrameInfo taken(FrameGeometry found, Payload answer, FrameTarget target) {
    answer.copyTo(target.allocate(found));
    return info(found);
  }

  private FrameInfo info(FrameGeometry found) {
    return new FrameInfo(
        found, stream.stamps().nanos(image), OptionalLong.empty(), 0, 0, image.others());
  }

  /** Ends a claim, which the calling thread has. */
  void end(boolean publish) throws SegmentException {
    try {
      if (publish) {
        finish();
      }
    } catch (InternalError fault) {
      throw lost(fault);
    } finally {
      lock.unlock();
    }
  }

  private void finish() throws SegmentException {
    if (stream.rule().isText()) {
      payload.putZeroBehind();
    }
    // Before the guard, so that a frame of which pages were lost is not published on what is left.
    requireWhole();
    guard.publish(segment, base, published);
    Faults.surface();
  }

  private void requireWhole() throws SegmentException {
    Faults.surface();
    long size = sizeOrDetach();
    if (size < segment.capacity()) {
      throw shrunk(size);
    }
  }

  /** Removes the segment's name, if it still belongs to the segment that was written. */
  public void unlink() {
    lock.lock();
    try {
      if (file != null) {
        file.unlink();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the segment, which stays with its last frame. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      detach();
    } finally {
      lock.unlock();
    }
  }

  private void attach(FrameGeometry geometry, long stride) throws SegmentException {
    if (file != null) {
      checkName();
    }
    long needed = stream.neededBytes(geometry, stride);
    if (needed > Mapping.MAX_BYTES) {
      throw new SegmentException(
          Reason.TOO_LARGE,
          "Segment "
              + path
              + " would need "
              + needed
              + " bytes for a frame of "
              + geometry
              + ": expected at most "
              + Mapping.MAX_BYTES);
    }
    boolean replace = options.create() == WriterOptions.Create.REPLACE;
    if (file == null) {
      open(geometry, stride, replace);
    } else if (needed > segment.capacity() && replace) {
      detach();
      open(geometry, stride, true);
    }
    if (needed > segment.capacity()) {
      long found = segment.capacity();
      if (options.create() != WriterOptions.Create.REPLACE) {
        // It may be replaced by a larger one until the next frame.
        detach();
      }
      throw new SegmentException(
          Reason.TOO_SMALL,
          "Segment "
              + path
              + " has "
              + found
              + " bytes, a frame of "
              + geometry
              + " needs "
              + needed
              + ": give it a larger capacity when it is created, or let the writer own it"
              + " (create=replace)");
    }
  }

  /** Bytes of a new segment. */
  private long newBytes(long payloadBytes) {
    Placement placement = stream.placement();
    long least = placement.streams() == 1 ? stream.streamBytes(payloadBytes) : 0;
    long each =
        placement.streamBytes() == 0 ? stream.streamBytes(payloadBytes) : placement.streamBytes();
    return Math.max(least, Math.multiplyExact(each, (long) placement.streams()));
  }

  /** Lets go of a segment that was removed, replaced or cut by somebody else. */
  private void checkName() throws SegmentException {
    long now = System.nanoTime();
    if (now - nextNameCheck < 0) {
      return;
    }
    nextNameCheck = now + options.reattachInterval().toNanos();
    try {
      Identity found = SegmentFile.identify(path);
      if (found.sameFile(file.identity()) && found.bytes() == segment.capacity()) {
        return;
      }
    } catch (SegmentException e) {
      // Whatever the name is now, opening it will say so again, with what to do about it.
    }
    detach();
  }

  private void open(FrameGeometry geometry, long stride, boolean replace) throws SegmentException {
    long payloadBytes = stream.regionBytes(geometry, stride);
    SegmentFile opened = replace ? create(payloadBytes, true) : openOrCreate(payloadBytes);
    try {
      long size = opened.identity().bytes();
      stream.requireHeader(path, size);
      if (size > Mapping.MAX_BYTES) {
        throw new SegmentException(
            Reason.TOO_LARGE,
            "Segment " + path + " has " + size + " bytes: expected at most " + Mapping.MAX_BYTES);
      }
      mapping = opened.mapForWriting(size);
    } catch (SegmentException e) {
      opened.close();
      throw e;
    }
    file = opened;
    segment = mapping.buffer();
    base = (int) stream.baseIn(segment.capacity());
    owedUntil = 0;
    nextNameCheck = System.nanoTime() + options.reattachInterval().toNanos();
    // Goes on behind the last stamp of whoever wrote here before, unless that is none that a clock
    // could have shown.
    stream.header().read(segment, base, image);
    long found = stream.stamps().nanos(image);
    if (found > lastNanos && found < FrameTags.nanos(System.currentTimeMillis() + 60_000)) {
      lastNanos = found;
    }
  }

  private SegmentFile openOrCreate(long payloadBytes) throws SegmentException {
    try {
      return SegmentFile.openForWriting(path);
    } catch (SegmentException e) {
      if (e.reason() != Reason.MISSING) {
        throw e;
      }
      if (options.create() == WriterOptions.Create.NEVER) {
        throw new SegmentException(
            Reason.MISSING, "Segment " + path + " does not exist, and create=never", e);
      }
    }
    return create(payloadBytes, false);
  }

  private SegmentFile create(long payloadBytes, boolean replace) throws SegmentException {
    long bytes = newBytes(Math.max(options.capacity(), payloadBytes));
    try {
      return SegmentFile.create(path, bytes, options.permissions(), replace);
    } catch (FileAlreadyExistsException e) {
      // Another writer was quicker; it is as good as one that was there before.
      return SegmentFile.openForWriting(path);
    }
  }

  private SegmentException lost(InternalError fault) {
    if (!Faults.isFault(fault)) {
      throw fault;
    }
    detach();
    SegmentException gone =
        new SegmentException(
            Reason.TRUNCATED,
            "Segment "
                + path
                + " lost pages while it was being written: it was cut, or its file system is full");
    gone.initCause(fault);
    return gone;
  }

  /**
   * Opens the file anew for the next frame where it cannot be asked: one interrupted thread closes
   * its channel for all.
   */
  private long sizeOrDetach() throws SegmentException {
    try {
      return file.size();
    } catch (SegmentException e) {
      detach();
      throw e;
    }
  }

  private SegmentException shrunk(long size) {
    long was = segment.capacity();
    detach();
    return new SegmentException(
        Reason.TRUNCATED,
        "Segment "
            + path
            + " shrank from "
            + was
            + " to "
            + size
            + " bytes while it was being written");
  }

  private void detach() {
    if (file != null) {
      mapping.close();
      file.close();
      file = null;
      mapping = null;
      segment = null;
    }
  }
}
