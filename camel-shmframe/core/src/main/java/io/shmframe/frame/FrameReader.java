// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the newest frame of a segment, again and again, and delivers whole frames only.
 *
 * <p>A frame is fresh when its stamp or its number differs from that of the last one delivered, so
 * two frames of one stamp are one frame to this reader; where the header has neither, when its
 * content differs ({@link Freshness}). Of a handshake ({@link Synchronisation#STATUS}) the reader
 * is B: it takes what A has written and hands the stream back. The segment may be missing, vanish,
 * be replaced or shrink: the reader waits, says why ({@link #problem()}), and follows the name.
 *
 * <p>One thread may use a reader at a time; {@link #observe()}, {@link #counters()}, {@link
 * #problem()} and {@link #close()} are safe from any other.
 */
public final class FrameReader implements AutoCloseable {

  /** How often a torn frame is tried again before the reader waits as for a new one. */
  private static final int TORN_RETRIES = 8;

  private final Path path;
  private final StreamAccess stream;
  private final Guard guard;
  private final Stamps stamps;
  private final ReaderOptions options;
  private final boolean byContent;

  /** Whether a header of zeros cannot be that of a frame. */
  private final boolean saysSomething;

  private final boolean writable;
  private final byte[] scratch = ContentMarks.newScratch();
  private final Passage passage = new Passage();
  private final Rhythm rhythm = new Rhythm();

  private volatile Attachment attachment;
  private volatile Optional<Exception> problem = Optional.empty();
  private volatile boolean closed;
  private SegmentFile.Identity last;
  private long nextNameCheck = System.nanoTime();

  /** What the last look saw; a sighting that is kept gets a copy. */
  private final HeaderImage image;

  /** Whether the segment was ever seen to hold a frame: until then zeros are no frame. */
  private boolean written;

  private boolean anyDelivered;
  private long deliveredMark;
  private long deliveredNumber;
  private boolean numbered;
  private long nextRepeat = System.nanoTime();
  private boolean anyRefused;
  private long refusedMark;
  private long refusedSeen;
  private HeaderImage refusedImage;
  private long lastSeen;
  private boolean unterminated;
  private long tornSinceDelivery;
  private long writingMark;
  private boolean lastWriting;

  /** The content of the last frame, and of the one that is being taken. */
  private ContentMarks deliveredMarks = new ContentMarks();

  private ContentMarks freshMarks = new ContentMarks();

  /** The frame that A wrote and that is not handed back yet. */
  private final AtomicReference<Sighting> held = new AtomicReference<>();

  private Sighting taken;
  private ByteBuffer spare;
  private FrameGeometry spareGeometry;
  private FrameInfo info;
  private FrameView loan;

  private volatile long delivered;
  private volatile long missed;
  private volatile long torn;
  private volatile long unfinished;
  private volatile long invalid;
  private volatile long reattached;

  /**
   * Opens nothing yet: the first look does.
   *
   * @param path the segment's file, which need not exist
   * @throws LayoutException if layout and options do not say together how large a frame is, or
   *     contradict each other
   */
  public FrameReader(Path path, HeaderLayout layout, ReaderOptions options) {
    this.path = path;
    this.stream = new StreamAccess(layout, options.expected(), options.placement());
    this.guard = stream.guard();
    this.stamps = stream.stamps();
    this.image = new HeaderImage(layout);
    this.options = options;
    this.saysSomething =
        stamps.tellsFrames() || !stream.rule().isText() && stream.rule().fixedGeometry().isEmpty();
    boolean handshake = guard.kind() == Synchronisation.STATUS;
    this.writable = handshake || options.answering();
    this.byContent =
        switch (options.freshness()) {
          // In a handshake each frame is a fresh one, whatever it says.
          case CONTENT -> !handshake;
          case AUTO -> !handshake && !stamps.tellsFrames();
          case HEADER, NONE -> false;
        };
    if (options.freshness() == Freshness.HEADER && !handshake && !stamps.tellsFrames()) {
      throw new LayoutException(
          "Layout "
              + layout.name()
              + " has neither a stamp nor a counter to tell a fresh frame by: found "
              + layout.fields());
    }
    if (options.answering() && !handshake && stream.placement().regions() < 2) {
      throw new LayoutException(
          "Layout "
              + layout.name()
              + " has no place for an answer: expected a field 'status', or two regions");
    }
  }

  /**
   * Looks once, without waiting, and copies a fresh frame into the target's memory.
   *
   * @throws TornFrameException if the frame was torn and the policy is {@link TornPolicy#FAIL}
   */
  public Look look(FrameTarget target) throws TornFrameException {
    return guarded(Optional.of(target));
  }

  /**
   * Looks once, without waiting or copying, and lends a fresh frame in place; {@link #loan()} gives
   * it.
   *
   * @throws TornFrameException if the header does not show that a frame is overwritten, the content
   *     changed between two looks, and the policy is {@link TornPolicy#FAIL}
   */
  public Look lookInPlace() throws TornFrameException {
    return guarded(Optional.empty());
  }

  /**
   * Waits for a fresh frame and copies it into the target's memory.
   *
   * @param nanos the longest wait
   * @return {@link Look#FRAME}; {@link Look#INVALID} or {@link Look#DETACHED} as soon as there is a
   *     new {@link #problem()}; or what the last look found, when the time is over or the thread is
   *     interrupted
   * @throws TornFrameException if a frame was torn and the policy is {@link TornPolicy#FAIL}
   */
  public Look await(FrameTarget target, long nanos) throws TornFrameException {
    return await(Optional.of(target), nanos);
  }

  /**
   * As {@link #await(FrameTarget, long)}, but lends the frame in place; {@link #loan()} gives it.
   */
  public Look awaitInPlace(long nanos) throws TornFrameException {
    return await(Optional.empty(), nanos);
  }

  /**
   * What is known of the frame that was taken last.
   *
   * @throws IllegalStateException if there was none
   */
  public FrameInfo info() {
    if (info == null) {
      throw new IllegalStateException("No frame has been taken yet");
    }
    return info;
  }

  /**
   * The frame that the last look in place found; the caller closes it.
   *
   * @throws IllegalStateException if there was none, or it has been fetched already
   */
  public FrameView loan() {
    FrameView lent = loan;
    if (lent == null) {
      throw new IllegalStateException("No frame is on loan");
    }
    loan = null;
    return lent;
  }

  /**
   * Why there is no segment to read from, or what is wrong with its header; empty while all is
   * well.
   */
  public Optional<Exception> problem() {
    return problem;
  }

  /** Whether a segment is mapped. */
  public boolean attached() {
    return attachment != null;
  }

  /** What has happened so far. */
  public ReaderCounters counters() {
    return new ReaderCounters(delivered, missed, torn, unfinished, invalid, reattached);
  }

  /**
   * Counts a frame that is in the segment now, if it is another than before, without taking it:
   * whoever keeps the reader's own thread busy lets another call this from time to time.
   */
  public void observe() {
    if (byContent || stamps.countsFrames() || !stamps.tellsFrames()) {
      // A counter needs no witness, and without a stamp there is nothing to see in passing.
      return;
    }
    Attachment now = attachment;
    if (now == null || !now.retain()) {
      return;
    }
    try {
      ByteBuffer segment = now.buffer();
      int base = (int) stream.baseIn(now.bytes());
      long seen = guard.load(segment, base);
      if (guard.readable(seen)) {
        HeaderImage passing = new HeaderImage(stream.layout());
        stream.header().read(segment, base, passing);
        // Pairs with the writer's release fence in Guard.withdraw(): a stamp of the next frame
        // shows that this one was withdrawn.
        Words.acquireFence();
        boolean complete = guard.load(segment, base) == seen;
        now.checkWhole();
        if (complete) {
          passage.seen(stamps.mark(passing, seen));
        }
      }
    } catch (SegmentException e) {
      // The reader's own look will find it.
    } catch (InternalError fault) {
      now.translated(fault);
    } finally {
      now.release();
    }
  }

  /**
   * The header as it is at this moment, whole or not, for the eyes of a person: all fields by their
   * names, as {@link HeaderImage#value} gives them.
   *
   * @return empty while no segment is mapped
   */
  public Optional<Map<String, Object>> peek() {
    Attachment now = attachment;
    if (now == null || !now.retain()) {
      return Optional.empty();
    }
    try {
      HeaderImage peek = new HeaderImage(stream.layout());
      int base = (int) stream.baseIn(now.bytes());
      stream.header().read(now.buffer(), base, peek);
      long seen = guard.load(now.buffer(), base);
      stream.layout().slot(guard.kind().field()).ifPresent(slot -> peek.putWrapped(slot, seen));
      now.checkWhole();
      return Optional.of(peek.all());
    } catch (SegmentException e) {
      return Optional.empty();
    } catch (InternalError fault) {
      now.translated(fault);
      return Optional.empty();
    } finally {
      now.release();
    }
  }

  /**
   * Answers the frame that was taken last: with a {@code status}, in its place, when A has been
   * handed that back; else in the next region.
   *
   * @param answer copied before this returns
   * @throws HandshakeTimeoutException if the other side does not let go in time, or has asked again
   *     meanwhile; the answer is dropped then
   * @throws SegmentException if the segment is gone, or does not hold the answer
   * @throws TornFrameException if the answer is on loan and was overwritten meanwhile
   * @throws LayoutException if the layout cannot tell what the answer is
   * @throws IllegalStateException if the options do not say that there will be answers, or no frame
   *     was taken
   */
  public void answer(FrameView answer, FrameTags tags)
      throws SegmentException, TornFrameException, HandshakeTimeoutException {
    if (!options.answering() || taken == null) {
      throw new IllegalStateException("There is nothing to answer");
    }
    Attachment to = taken.attachment();
    if (!to.retain()) {
      throw new SegmentException(
          Reason.MISSING, "Segment " + path + " is gone, and with it whoever asked");
    }
    try {
      if (guard.kind() == Synchronisation.STATUS) {
        answerInTurn(to, answer, tags);
      } else {
        answerBeside(to, answer);
      }
      to.checkWhole();
    } catch (InternalError fault) {
      throw to.translated(fault);
    } finally {
      to.release();
    }
  }

  private void answerInTurn(Attachment to, FrameView answer, FrameTags tags)
      throws TornFrameException, HandshakeTimeoutException {
    ByteBuffer segment = to.buffer();
    int base = (int) stream.baseIn(to.bytes());
    FrameGeometry fitted = stream.rule().fitted(answer.geometry());
    Payload payload =
        stream.payload(segment, to.bytes(), fitted, stream.rule().strideToWrite(fitted));
    byte[] packed = packed(answer);
    handBack();
    Turns.awaitFree(guard, segment, base, options.requestTimeout(), options.waiting(), path);
    HeaderImage header = new HeaderImage(stream.layout());
    stream.describe(segment, base, header, fitted, tags);
    stream.header().write(segment, base, header);
    payload.fill(packed);
    Faults.surface();
    guard.publish(segment, base, Guard.ANSWERED);
  }

  private void answerBeside(Attachment to, FrameView answer) throws TornFrameException {
    FrameGeometry geometry = answer.geometry();
    long regionBytes = stream.regionBytes(taken.geometry(), taken.stride());
    stream
        .payload(
            to.buffer(),
            to.bytes(),
            geometry,
            geometry.rowBytes(),
            stream.answerRegion(),
            regionBytes)
        .fill(packed(answer));
  }

  private static byte[] packed(FrameView answer) throws TornFrameException {
    byte[] packed = new byte[Math.toIntExact(answer.geometry().bytes())];
    answer.copyTo(ByteBuffer.wrap(packed));
    return packed;
  }

  /**
   * Gives the stream back to A, if it is this side's turn; any thread may, as a loan may end on
   * any.
   */
  private void handBack() {
    Sighting done = held.getAndSet(null);
    if (done == null || !done.attachment().retain()) {
      return;
    }
    try {
      ByteBuffer segment = done.attachment().buffer();
      int base = (int) stream.baseIn(done.attachment().bytes());
      if (guard.load(segment, base) == Guard.WRITTEN) {
        guard.store(segment, base, Guard.FREE);
      }
      Faults.surface();
    } catch (InternalError fault) {
      // The segment was cut: there is nobody to hand anything to.
      done.attachment().translated(fault);
    } finally {
      done.attachment().release();
    }
  }

  /** Lets go of the segment; loans keep it until they end. */
  @Override
  public void close() {
    closed = true;
    detach();
  }

  private Look await(Optional<FrameTarget> target, long nanos) throws TornFrameException {
    long deadline = System.nanoTime() + nanos;
    Optional<Exception> before = problem;
    int round = 0;
    int retries = 0;
    while (true) {
      Look found = guarded(target);
      if (found == Look.FRAME || found == Look.INVALID) {
        return found;
      }
      if (found == Look.DETACHED && problem != before) {
        return found;
      }
      if (found == Look.TORN && retries++ < TORN_RETRIES) {
        // The writer is at work: its next pause may be short, so the wait starts again from its
        // quick end.
        round = 0;
      }
      long now = System.nanoTime();
      long left = deadline - now;
      if (closed) {
        return Look.DETACHED;
      }
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return found;
      }
      if (found == Look.DETACHED) {
        LockSupport.parkNanos(Math.min(left, options.reattachInterval().toNanos()));
        continue;
      }
      if (round > WaitStrategy.FIRST_PARK && rhythm.due(now)) {
        // Soon: short parks until the frame is there, or is late.
        round = WaitStrategy.FIRST_PARK;
      }
      long until = rhythm.untilDue(now);
      options.waiting().idle(round++, until > 0 ? Math.min(left, until) : left);
    }
  }

  private Look guarded(Optional<FrameTarget> target) throws TornFrameException {
    try {
      Look found = find(target);
      Faults.surface();
      return found;
    } catch (SegmentException e) {
      return detached(e);
    } catch (LayoutException e) {
      if (stream.rule().isText() && unterminated) {
        // There is nothing in the header to refuse it by: once is enough.
        return Look.NOTHING;
      }
      unterminated = true;
      invalid++;
      problem = Optional.of(new LayoutException("Segment " + path + ": " + e.getMessage(), e));
      return Look.INVALID;
    } catch (InternalError fault) {
      return lost(fault);
    } catch (IllegalStateException e) {
      if (closed) {
        // Unmapped by another thread in the middle of the look, as close() allows.
        return Look.DETACHED;
      }
      throw e;
    }
  }

  private Look find(Optional<FrameTarget> target) throws SegmentException, TornFrameException {
    if (closed) {
      return Look.DETACHED;
    }
    follow();
    Attachment now = attachment;
    if (now == null) {
      return Look.DETACHED;
    }
    ByteBuffer segment = now.buffer();
    int base = (int) stream.baseIn(now.bytes());
    boolean handshake = guard.kind() == Synchronisation.STATUS;
    boolean checking = options.verify() != VerifyMode.NONE || handshake;
    long seen = guard.load(segment, base);
    lastSeen = seen;
    stream.header().read(segment, base, image);
    long mark = stamps.mark(image, seen);
    if (checking && guard.writing(seen)) {
      return writing(mark);
    }
    lastWriting = false;
    if (handshake && (!guard.readable(seen) || held.get() != null) || untouched(seen)) {
      return Look.NOTHING;
    }
    if (!byContent && !handshake && !fresh(mark) || refused(seen, mark)) {
      return Look.NOTHING;
    }
    if (guard.nonsense(seen)) {
      refuse(mark);
      throw new LayoutException(
          "the header says valid="
              + seen
              + ": expected 0 or 1; does the description fit (align, byteOrder, offsets)?");
    }
    // Pairs with the writer's release fence in Guard.withdraw(): what was read is one header only
    // if the guard is as before.
    Words.acquireFence();
    if (checking && guard.load(segment, base) != seen) {
      return writing(mark);
    }
    // Before the caller's code or the JDK's runs, which a late fault would hit in the middle.
    Faults.surface();
    if (!byContent) {
      passage.seen(mark);
    }
    Sighting sighting = sighting(now, seen, mark);
    boolean same =
        byContent && anyDelivered && !deliveredMarks.changed(sighting.payload(), scratch);
    Faults.surface();
    if (same) {
      return Look.NOTHING;
    }
    return target.isPresent() ? copy(sighting, mark, target.get()) : lend(sighting, mark);
  }

  /** Whether the header says that the frame is another than the last one. */
  private boolean fresh(long mark) {
    if (options.freshness() == Freshness.NONE) {
      return System.nanoTime() - nextRepeat >= 0;
    }
    return !anyDelivered || mark != deliveredMark;
  }

  private boolean refused(long seen, long mark) {
    return anyRefused
        && (stamps.tellsFrames()
            ? mark == refusedMark
            : seen == refusedSeen && image.same(refusedImage));
  }

  /** Zeros, as a new segment has them, are no frame until there has been one. */
  private boolean untouched(long seen) {
    boolean zero =
        switch (guard.kind()) {
          case SEQUENCE, SEQLOCK -> seen == 0;
          case NONE -> saysSomething && image.blank();
          case VALID, STATUS -> false;
        };
    if (!zero && saysSomething) {
      written = true;
    }
    return zero && !written;
  }

  /**
   * Counts each frame that is seen in the making once: where many are, and none complete, the
   * writer never pauses.
   */
  private Look writing(long mark) {
    // Without a mark, one that is not the continuation of the look before.
    boolean another = stamps.tellsFrames() ? mark != writingMark : !lastWriting;
    if (another) {
      writingMark = mark;
      unfinished++;
    }
    lastWriting = true;
    return Look.WRITING;
  }

  private Sighting sighting(Attachment now, long seen, long mark) {
    try {
      FrameGeometry geometry = stream.rule().isText() ? text(now) : stream.rule().read(image);
      return new Sighting(
          now, stream, seen, image, geometry, stream.rule().stride(image, geometry));
    } catch (LayoutException e) {
      refuse(mark);
      throw e;
    }
  }

  /** A text is as long as it is until its first zero byte. */
  private FrameGeometry text(Attachment now) {
    int from = (int) stream.baseIn(now.bytes()) + stream.layout().dataOffset();
    int end = (int) stream.placement().endIn(now.bytes());
    for (int at = from; at < end; at += scratch.length) {
      int part = Math.min(scratch.length, end - at);
      now.buffer().get(at, scratch, 0, part);
      for (int i = 0; i < part; i++) {
        if (scratch[i] == 0) {
          return FrameGeometry.bytes(at + i - from);
        }
      }
    }
    throw new LayoutException(
        "a text ends with a zero byte: found none in " + (end - from) + " bytes");
  }

  private Look copy(Sighting sighting, long mark, FrameTarget target)
      throws SegmentException, TornFrameException {
    ByteBuffer memory = memory(sighting, mark, target);
    Optional<ContentMarks> marks = byContent ? Optional.of(freshMarks) : Optional.empty();
    if (!sighting.copyTo(memory, options.verify(), scratch, marks)) {
      return torn(sighting, mark);
    }
    if (byContent && !freshContent()) {
      return Look.NOTHING;
    }
    spare = null;
    spareGeometry = null;
    if (guard.kind() == Synchronisation.STATUS) {
      held.set(sighting);
      handBack();
    }
    took(sighting, mark);
    return Look.FRAME;
  }

  /** Whether what was just marked is another content than before, and any at all. */
  private boolean freshContent() {
    if (anyDelivered && freshMarks.same(deliveredMarks)) {
      return false;
    }
    if (guard.kind() == Synchronisation.NONE && !written && freshMarks.blank()) {
      return false;
    }
    written = true;
    ContentMarks spareMarks = deliveredMarks;
    deliveredMarks = freshMarks;
    freshMarks = spareMarks;
    return true;
  }

  private Look lend(Sighting passing, long mark) throws SegmentException, TornFrameException {
    Sighting sighting = passing.kept();
    Optional<ContentMarks> marks = Optional.empty();
    if (options.verify() != VerifyMode.NONE && !guard.kind().withdraws() || byContent) {
      // Nothing in the header says whether the frame stays, so its content must.
      freshMarks.take(sighting.payload(), scratch);
      sighting.settled();
      ContentMarks again = new ContentMarks();
      again.take(sighting.payload(), scratch);
      sighting.attachment().checkWhole();
      if (options.verify() != VerifyMode.NONE
          && !(again.same(freshMarks) && sighting.unchanged())) {
        return torn(sighting, mark);
      }
      if (byContent && !freshContent()) {
        return Look.NOTHING;
      }
      marks = Optional.of(again);
    }
    sighting.attachment().retain();
    if (guard.kind() == Synchronisation.STATUS) {
      held.set(sighting);
    }
    loan = new SegmentFrame(sighting, options.verify(), marks, this::handBack);
    took(sighting, mark);
    return Look.FRAME;
  }

  private ByteBuffer memory(Sighting sighting, long mark, FrameTarget target) {
    if (spare == null || !sighting.geometry().equals(spareGeometry)) {
      try {
        spare = target.allocate(sighting.geometry());
        spareGeometry = sighting.geometry();
      } catch (OutOfMemoryError e) {
        // A header may truthfully announce more than this JVM has; that must not be the end of it.
        refuse(mark);
        throw new LayoutException(
            "a frame of "
                + sighting.geometry()
                + " needs "
                + sighting.geometry().bytes()
                + " bytes, which this JVM cannot give: "
                + e.getMessage(),
            e);
      }
    }
    return spare;
  }

  private void took(Sighting sighting, long mark) {
    long number = stamps.sequence(sighting.header(), sighting.seen());
    long passed;
    if (stamps.countsFrames()) {
      passed = numbered ? stamps.between(deliveredNumber, number) : 0;
      deliveredNumber = number;
      numbered = true;
    } else {
      passed = stamps.tellsFrames() && !byContent ? passage.taken(mark) : 0;
    }
    info =
        new FrameInfo(
            sighting.geometry(),
            stamps.nanos(sighting.header()),
            stamps.countsFrames() ? OptionalLong.of(number) : OptionalLong.empty(),
            passed,
            tornSinceDelivery,
            sighting.header().others());
    taken = options.answering() ? sighting.kept() : null;
    anyDelivered = true;
    deliveredMark = mark;
    anyRefused = false;
    unterminated = false;
    tornSinceDelivery = 0;
    long now = System.nanoTime();
    nextRepeat = now + options.repeatInterval().toNanos();
    rhythm.beat(now);
    delivered++;
    missed += passed;
    if (problem.isPresent()) {
      problem = Optional.empty();
    }
  }

  private Look torn(Sighting sighting, long mark) throws TornFrameException {
    torn++;
    tornSinceDelivery++;
    if (options.onTorn() != TornPolicy.RETRY && stamps.tellsFrames()) {
      refuse(mark);
    }
    if (options.onTorn() == TornPolicy.FAIL) {
      throw new TornFrameException(
          "Segment "
              + path
              + ": the frame with the header "
              + sighting.header().all()
              + " was overwritten while it was copied (onTorn=fail)");
    }
    return Look.TORN;
  }

  /** This frame is not looked at again. */
  private void refuse(long mark) {
    if (guard.kind() == Synchronisation.STATUS) {
      // It is A's turn again, or it would wait for ever.
      guard.store(attachment.buffer(), (int) stream.baseIn(attachment.bytes()), Guard.FREE);
      return;
    }
    anyRefused = true;
    refusedMark = mark;
    refusedSeen = lastSeen;
    refusedImage = image.copy();
  }

  /**
   * Looks from time to time whether the name still belongs to the file that is mapped, and maps
   * what it belongs to.
   */
  private void follow() throws SegmentException {
    long now = System.nanoTime();
    if (now - nextNameCheck < 0) {
      return;
    }
    nextNameCheck = now + options.reattachInterval().toNanos();
    SegmentFile.Identity found;
    try {
      found = SegmentFile.identify(path);
    } catch (SegmentException e) {
      if (e.reason() == Reason.MISSING && attachment != null) {
        // Somebody removed the name; the writer may still be at work on what is mapped (the
        // resource tracker of
        // Python's shared_memory does that to others), so it stays mapped until the name is
        // somebody's again.
        report(e);
        return;
      }
      throw e;
    }
    Attachment current = attachment;
    if (current != null) {
      if (found.sameFile(current.identity()) && found.bytes() == current.bytes()) {
        clearNameProblem();
        return;
      }
      detach();
    }
    attach();
  }

  private void attach() throws SegmentException {
    SegmentFile file =
        writable ? SegmentFile.openForWriting(path) : SegmentFile.openForReading(path);
    Attachment fresh;
    try {
      fresh = Attachment.of(file, stream.leastBytes(file.identity().bytes()), writable);
    } catch (SegmentException e) {
      file.close();
      throw e;
    }
    if (last != null && !last.sameFile(fresh.identity())) {
      reattached++;
      written = false;
      numbered = false;
      if (!stamps.tellsTime() && !byContent) {
        // Another file counts from its own beginning.
        anyDelivered = false;
      }
    }
    anyRefused = false;
    last = fresh.identity();
    attachment = fresh;
    problem = Optional.empty();
    if (closed) {
      detach();
    }
  }

  private synchronized void detach() {
    Attachment current = attachment;
    attachment = null;
    if (current != null) {
      current.release();
    }
  }

  private Look detached(SegmentException e) {
    detach();
    report(e);
    return Look.DETACHED;
  }

  private Look lost(InternalError fault) {
    Attachment current = attachment;
    if (current == null) {
      if (!Faults.isFault(fault)) {
        throw fault;
      }
      return Look.DETACHED;
    }
    return detached(current.translated(fault));
  }

  /** Keeps the problem as it is while it stays the same, so that whoever waits hears of it once. */
  private void report(SegmentException e) {
    boolean same =
        problem.isPresent()
            && problem.get() instanceof SegmentException known
            && known.reason() == e.reason();
    if (!same) {
      problem = Optional.of(e);
    }
  }

  private void clearNameProblem() {
    if (problem.isPresent() && problem.get() instanceof SegmentException) {
      problem = Optional.empty();
    }
  }
}
