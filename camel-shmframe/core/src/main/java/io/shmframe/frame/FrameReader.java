// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.Faults;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
 * #problem()}, {@link #wakeUp()} and {@link #close()} are safe from any other.
 */
public final class FrameReader implements FrameSource {

  /** How often a torn frame is tried again before the reader waits as for a new one. */
  private static final int TORN_RETRIES = 8;

  private final Path path;
  private final StreamAccess stream;
  private final Guard guard;
  private final Stamps stamps;
  private final ReaderOptions options;
  private final Following segment;
  private final Novelty novelty;
  private final Answers answers;
  private final Passage passage = new Passage();
  private final Pauses pauses;
  private final byte[] scratch = ContentMarks.newScratch();

  /** What the last look saw; a sighting that is kept gets a copy. */
  private final HeaderImage image;

  private long seen;
  private long mark;

  private boolean numbered;
  private long deliveredNumber;
  private boolean unterminated;
  private long tornSinceDelivery;
  private long writingMark;
  private boolean lastWriting;

  /** A frame of the geometry that the last one had: most have the same. */
  private Sighting place;

  private Sighting taken;
  private ByteBuffer spare;
  private FrameGeometry spareGeometry;
  private FrameInfo info;
  private FrameView loan;

  private volatile Thread waiter;
  private volatile boolean woken;

  private volatile long delivered;
  private volatile long missed;
  private volatile long torn;
  private volatile long unfinished;
  private volatile long invalid;

  /**
   * Opens nothing yet: the first look does.
   *
   * @param path the segment's file, which need not exist
   * @throws LayoutException if layout and options do not say together how large a frame is, or
   *     contradict each other
   */
  public FrameReader(Path path, HeaderLayout layout, ReaderOptions options) {
    this.path = path;
    this.options = options;
    pauses = new Pauses(options.waiting());
    stream = new StreamAccess(layout, options.expected(), options.placement());
    guard = stream.guard();
    stamps = stream.stamps();
    image = new HeaderImage(layout);
    novelty = new Novelty(stream, options.freshness(), options.repeatInterval());
    answers = new Answers(path, stream, options);
    if (options.answering() && !answers.inTurns() && stream.placement().regions() < 2) {
      throw new LayoutException(
          "Layout "
              + layout.name()
              + " has no place for an answer: expected a field 'status', or two regions");
    }
    boolean writable = answers.inTurns() || options.answering();
    segment = new Following(path, stream, writable, options.reattachInterval());
  }

  @Override
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
  @Override
  public Look lookInPlace() throws TornFrameException {
    return guarded(Optional.empty());
  }

  @Override
  public Look await(FrameTarget target, long nanos) throws TornFrameException {
    return await(Optional.of(target), nanos);
  }

  @Override
  public Look awaitInPlace(long nanos) throws TornFrameException {
    return await(Optional.empty(), nanos);
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
    FrameView lent = loan;
    if (lent == null) {
      throw new IllegalStateException("No frame is on loan");
    }
    loan = null;
    return lent;
  }

  @Override
  public Optional<Exception> problem() {
    return segment.problem();
  }

  @Override
  public boolean attached() {
    return segment.attachment() != null;
  }

  @Override
  public ReaderCounters counters() {
    return new ReaderCounters(delivered, missed, torn, unfinished, invalid, segment.reattached());
  }

  @Override
  public long rejectedLooks() {
    return torn + unfinished;
  }

  /**
   * Counts a frame that is in the segment now, if it is another than before, without taking it:
   * whoever keeps the reader's own thread busy lets another call this from time to time.
   */
  @Override
  public void observe() {
    if (novelty.byContent() || stamps.countsFrames() || !stamps.tellsFrames()) {
      // A counter needs no witness, and without a stamp there is nothing to see in passing.
      return;
    }
    glance(
        (now, base) -> {
          long guarding = guard.load(now.buffer(), base);
          HeaderImage passing = new HeaderImage(stream.layout());
          stream.header().read(now.buffer(), base, passing);
          // Pairs with the writer's release fence in Guard.withdraw(): a stamp of the next frame
          // shows that this one was withdrawn.
          Words.acquireFence();
          boolean complete = guard.readable(guarding) && guard.load(now.buffer(), base) == guarding;
          now.checkWhole();
          if (complete) {
            passage.seen(stamps.mark(passing, guarding));
          }
          return passing;
        });
  }

  /**
   * The header as it is at this moment, whole or not, for the eyes of a person: all fields by their
   * names, as {@link HeaderImage#value} gives them.
   *
   * @return empty while no segment is mapped
   */
  @Override
  public Optional<Map<String, Object>> peek() {
    return glance(
            (now, base) -> {
              HeaderImage header = new HeaderImage(stream.layout());
              stream.header().read(now.buffer(), base, header);
              long guarding = guard.load(now.buffer(), base);
              stream
                  .layout()
                  .slot(guard.kind().field())
                  .ifPresent(slot -> header.putWrapped(slot, guarding));
              now.checkWhole();
              return header;
            })
        .map(HeaderImage::all);
  }

  /** A look of another thread's, beside the reader's own. */
  @FunctionalInterface
  private interface Glance {
    HeaderImage at(Attachment now, int base) throws SegmentException;
  }

  private Optional<HeaderImage> glance(Glance glance) {
    Attachment now = segment.attachment();
    if (now == null || !now.retain()) {
      return Optional.empty();
    }
    try {
      return Optional.of(glance.at(now, (int) stream.baseIn(now.bytes())));
    } catch (SegmentException e) {
      // The reader's own look will find it.
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
    answers.answer(taken, answer, tags);
  }

  @Override
  public void wakeUp() {
    woken = true;
    LockSupport.unpark(waiter);
  }

  @Override
  public void close() {
    segment.close();
  }

  private Look await(Optional<FrameTarget> target, long nanos) throws TornFrameException {
    waiter = Thread.currentThread();
    long deadline = System.nanoTime() + nanos;
    Optional<Exception> before = problem();
    int retries = 0;
    while (true) {
      Look found = guarded(target);
      if (found == Look.FRAME || found == Look.INVALID) {
        return found;
      }
      if (found == Look.DETACHED && problem() != before) {
        return found;
      }
      if (found == Look.TORN && retries++ < TORN_RETRIES) {
        // The writer is at work: its next pause may be short, so the wait starts again from its
        // quick end.
        pauses.restart();
      }
      long now = System.nanoTime();
      long left = deadline - now;
      if (segment.closed()) {
        return Look.DETACHED;
      }
      if (woken) {
        woken = false;
        return found;
      }
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return found;
      }
      if (found == Look.DETACHED) {
        LockSupport.parkNanos(Math.min(left, options.reattachInterval().toNanos()));
        continue;
      }
      pauses.once(now, left);
    }
  }

  private Look guarded(Optional<FrameTarget> target) throws TornFrameException {
    try {
      Look found = find(target);
      Faults.surface();
      return found;
    } catch (SegmentException e) {
      return segment.detached(e);
    } catch (LayoutException e) {
      if (stream.rule().isText() && unterminated) {
        // There is nothing in the header to refuse it by: once is enough.
        return Look.NOTHING;
      }
      unterminated = true;
      invalid++;
      segment.invalid(new LayoutException("Segment " + path + ": " + e.getMessage(), e));
      return Look.INVALID;
    } catch (InternalError fault) {
      return segment.lost(fault);
    } catch (IllegalStateException e) {
      if (segment.closed()) {
        // Unmapped by another thread in the middle of the look, as close() allows.
        return Look.DETACHED;
      }
      throw e;
    }
  }

  private Look find(Optional<FrameTarget> target) throws SegmentException, TornFrameException {
    if (segment.closed()) {
      return Look.DETACHED;
    }
    follow();
    Attachment now = segment.attachment();
    if (now == null) {
      return Look.DETACHED;
    }
    int base = (int) stream.baseIn(now.bytes());
    boolean checking = options.verify() != VerifyMode.NONE || answers.inTurns();
    seen = guard.load(now.buffer(), base);
    stream.header().read(now.buffer(), base, image);
    mark = stamps.mark(image, seen);
    if (checking && guard.writing(seen)) {
      return writing();
    }
    lastWriting = false;
    boolean notItsTurn = answers.inTurns() && (!guard.readable(seen) || answers.holding());
    if (notItsTurn || novelty.untouched(image, seen) || novelty.known(image, seen, mark)) {
      return Look.NOTHING;
    }
    requireSense();
    // Pairs with the writer's release fence in Guard.withdraw(): what was read is one header only
    // if the guard is as before.
    Words.acquireFence();
    if (checking && guard.load(now.buffer(), base) != seen) {
      return writing();
    }
    // Before the caller's code or the JDK's runs, which a late fault would hit in the middle.
    Faults.surface();
    if (!novelty.byContent()) {
      passage.seen(mark);
    }
    Sighting sighting = sighting(now);
    boolean same = novelty.sameContent(sighting.payload(), scratch);
    Faults.surface();
    if (same) {
      return Look.NOTHING;
    }
    return target.isPresent() ? copy(sighting, target.get()) : lend(sighting);
  }

  private void follow() throws SegmentException {
    Following.Step step = segment.step();
    if (step != Following.Step.NONE) {
      boolean anotherFile = step == Following.Step.ANOTHER_FILE;
      numbered &= !anotherFile;
      place = null;
      novelty.attached(anotherFile);
    }
  }

  private void requireSense() {
    if (guard.nonsense(seen)) {
      refuse();
      throw new LayoutException(
          "the header says valid="
              + seen
              + ": expected 0 or 1; does the description fit (align, byteOrder, offsets)?");
    }
  }

  /**
   * Counts each frame that is seen in the making once: where many are, and none complete, the
   * writer never pauses.
   */
  private Look writing() {
    // Without a mark, one that is not the continuation of the look before.
    boolean another = stamps.tellsFrames() ? mark != writingMark : !lastWriting;
    if (another) {
      writingMark = mark;
      unfinished++;
    }
    lastWriting = true;
    return Look.WRITING;
  }

  private Sighting sighting(Attachment now) {
    if (place != null && place.samePlace(now, image)) {
      return place.next(seen, image);
    }
    try {
      FrameGeometry geometry = stream.rule().isText() ? text(now) : stream.rule().read(image);
      Sighting fresh =
          new Sighting(now, stream, seen, image, geometry, stream.rule().stride(image, geometry));
      place = fresh.kept();
      return fresh;
    } catch (LayoutException e) {
      refuse();
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

  private Look copy(Sighting sighting, FrameTarget target)
      throws SegmentException, TornFrameException {
    ByteBuffer memory = memory(sighting, target);
    Optional<ContentMarks> marks =
        novelty.byContent() ? Optional.of(novelty.marks()) : Optional.empty();
    if (!sighting.copyTo(memory, options.verify(), scratch, marks)) {
      return torn(sighting);
    }
    if (!novelty.freshContent()) {
      return Look.NOTHING;
    }
    spare = null;
    spareGeometry = null;
    answers.hold(sighting);
    answers.handBack(sighting);
    took(sighting);
    return Look.FRAME;
  }

  private Look lend(Sighting passing) throws SegmentException, TornFrameException {
    Sighting sighting = passing.kept();
    Optional<ContentMarks> marks = Optional.empty();
    boolean checking = options.verify() != VerifyMode.NONE;
    if (checking && !guard.kind().withdraws() || novelty.byContent()) {
      // Nothing in the header says whether the frame stays, so its content must.
      novelty.marks().take(sighting.payload(), scratch);
      sighting.settled();
      ContentMarks again = new ContentMarks();
      again.take(sighting.payload(), scratch);
      sighting.attachment().checkWhole();
      if (checking && !(again.same(novelty.marks()) && sighting.unchanged())) {
        return torn(sighting);
      }
      if (!novelty.freshContent()) {
        return Look.NOTHING;
      }
      marks = Optional.of(again);
    }
    sighting.attachment().retain();
    answers.hold(sighting);
    loan = new SegmentFrame(sighting, options.verify(), marks, () -> answers.handBack(sighting));
    took(sighting);
    return Look.FRAME;
  }

  private ByteBuffer memory(Sighting sighting, FrameTarget target) {
    if (spare == null || !sighting.geometry().equals(spareGeometry)) {
      try {
        spare = target.allocate(sighting.geometry());
        spareGeometry = sighting.geometry();
      } catch (OutOfMemoryError e) {
        // A header may truthfully announce more than this JVM has; that must not be the end of it.
        refuse();
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

  private void took(Sighting sighting) {
    long number = stamps.sequence(sighting.header(), sighting.seen());
    long passed = passed(number);
    info =
        new FrameInfo(
            sighting.geometry(),
            stamps.nanos(sighting.header()),
            stamps.countsFrames() ? OptionalLong.of(number) : OptionalLong.empty(),
            passed,
            tornSinceDelivery,
            sighting.header().others());
    taken = options.answering() ? sighting.kept() : null;
    unterminated = false;
    tornSinceDelivery = 0;
    long now = System.nanoTime();
    novelty.took(mark, now);
    pauses.frame(now);
    delivered++;
    missed += passed;
    segment.solved();
  }

  /** How many frames passed since the last one: by their numbers, else those that were seen. */
  private long passed(long number) {
    if (stamps.countsFrames()) {
      long passed = numbered ? stamps.between(deliveredNumber, number) : 0;
      deliveredNumber = number;
      numbered = true;
      return passed;
    }
    return stamps.tellsFrames() && !novelty.byContent() ? passage.taken(mark) : 0;
  }

  private Look torn(Sighting sighting) throws TornFrameException {
    torn++;
    tornSinceDelivery++;
    if (options.onTorn() != TornPolicy.RETRY && stamps.tellsFrames()) {
      refuse();
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
  private void refuse() {
    if (answers.inTurns()) {
      answers.handBack(segment.attachment());
    } else if (!stream.rule().isText()) {
      // Of a text, nothing but the text itself tells the next one.
      novelty.refuse(image, seen, mark);
    }
  }
}
