// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.Faults;
import io.shmframe.memory.LittleEndian;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the newest frame of a segment, again and again, and delivers whole frames only.
 *
 * <p>A frame is fresh when its stamp differs from that of the last one delivered, so two frames of
 * one stamp are one frame to this reader. The segment may be missing, vanish, be replaced or
 * shrink: the reader waits, says why ({@link #problem()}), and follows the name.
 *
 * <p>One thread may use a reader at a time; {@link #observe()}, {@link #counters()}, {@link
 * #problem()} and {@link #close()} are safe from any other.
 */
public final class FrameReader implements AutoCloseable {

  /** How often a torn frame is tried again before the reader waits as for a new one. */
  private static final int TORN_RETRIES = 8;

  private final Path path;
  private final HeaderLayout layout;
  private final HeaderAccess header;
  private final ReaderOptions options;
  private final byte[] scratch = Sighting.newScratch();
  private final Passage passage = new Passage();
  private final Rhythm rhythm = new Rhythm();

  private volatile Attachment attachment;
  private volatile Optional<Exception> problem = Optional.empty();
  private volatile boolean closed;
  private SegmentFile.Identity last;
  private long nextNameCheck = System.nanoTime();

  private boolean anyDelivered;
  private long deliveredStamp;
  private boolean anyRefused;
  private long refusedStamp;
  private long tornSinceDelivery;
  private long writingStamp;

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
   * @throws LayoutException if the layout lacks a field that a reader needs
   */
  public FrameReader(Path path, HeaderLayout layout, ReaderOptions options) {
    this.path = path;
    this.layout = layout;
    this.header = new HeaderAccess(layout);
    this.options = options;
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
   * @throws TornFrameException never, as nothing is copied
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
    Attachment now = attachment;
    if (now == null || !now.retain()) {
      return;
    }
    try {
      ByteBuffer segment = now.buffer();
      if (header.complete(segment)) {
        long stamp = header.stamp(segment);
        // Pairs with the writer's release fence behind valid = 0: a stamp of the next frame shows
        // valid = 0.
        LittleEndian.acquireFence();
        boolean complete = header.complete(segment);
        now.checkWhole();
        if (complete) {
          passage.seen(stamp);
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
   * The header as it is at this moment, whole or not, for the eyes of a person.
   *
   * @return empty while no segment is mapped
   */
  public Optional<HeaderPeek> peek() {
    Attachment now = attachment;
    if (now == null || !now.retain()) {
      return Optional.empty();
    }
    try {
      ByteBuffer segment = now.buffer();
      HeaderPeek peek =
          new HeaderPeek(
              header.width(segment),
              header.height(segment),
              header.channels(segment),
              header.stamp(segment),
              header.valid(segment));
      now.checkWhole();
      return Optional.of(peek);
    } catch (SegmentException e) {
      return Optional.empty();
    } catch (InternalError fault) {
      now.translated(fault);
      return Optional.empty();
    } finally {
      now.release();
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
    boolean checking = options.verify() != VerifyMode.NONE;
    if (checking && !header.complete(segment)) {
      return writing(header.stamp(segment));
    }
    long stamp = header.stamp(segment);
    if (anyDelivered && stamp == deliveredStamp || anyRefused && stamp == refusedStamp) {
      return Look.NOTHING;
    }
    int width = header.width(segment);
    int height = header.height(segment);
    int channels = header.channels(segment);
    // Pairs with the writer's release fence behind valid = 0: what was read is one header only if
    // valid is still 1.
    LittleEndian.acquireFence();
    if (checking && (!header.complete(segment) || header.stamp(segment) != stamp)) {
      return writing(stamp);
    }
    // Before the caller's code or the JDK's runs, which a late fault would hit in the middle.
    Faults.surface();
    passage.seen(stamp);
    Sighting sighting = sighting(now, stamp, width, height, channels);
    return target.isPresent() ? copy(sighting, target.get()) : lend(sighting);
  }

  /**
   * Counts each frame that is seen in the making once: where many are, and none complete, the
   * writer never pauses.
   */
  private Look writing(long stamp) {
    if (stamp != writingStamp) {
      writingStamp = stamp;
      unfinished++;
    }
    return Look.WRITING;
  }

  private Sighting sighting(Attachment now, long stamp, int width, int height, int channels) {
    try {
      FrameGeometry geometry = FrameGeometry.of8Bit(width, height, channels);
      options.expected().check(geometry);
      return new Sighting(now, header, layout.dataOffset(), stamp, geometry);
    } catch (LayoutException e) {
      refuse(stamp);
      throw e;
    }
  }

  private Look copy(Sighting sighting, FrameTarget target)
      throws SegmentException, TornFrameException {
    ByteBuffer memory = memory(sighting, target);
    if (!sighting.copyTo(memory, options.verify(), scratch)) {
      return torn(sighting);
    }
    spare = null;
    spareGeometry = null;
    took(sighting);
    return Look.FRAME;
  }

  private Look lend(Sighting sighting) {
    sighting.attachment().retain();
    loan = new SegmentFrame(sighting, options.verify());
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
        refuse(sighting.stamp());
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
    long stamp = sighting.stamp();
    long passed = passage.taken(stamp);
    info =
        new FrameInfo(
            sighting.geometry(), TimeUnit.MILLISECONDS.toNanos(stamp), passed, tornSinceDelivery);
    anyDelivered = true;
    deliveredStamp = stamp;
    anyRefused = false;
    tornSinceDelivery = 0;
    rhythm.beat(System.nanoTime());
    delivered++;
    missed += passed;
    if (problem.isPresent()) {
      problem = Optional.empty();
    }
  }

  private Look torn(Sighting sighting) throws TornFrameException {
    torn++;
    tornSinceDelivery++;
    if (options.onTorn() != TornPolicy.RETRY) {
      refuse(sighting.stamp());
    }
    if (options.onTorn() == TornPolicy.FAIL) {
      throw new TornFrameException(
          "Segment "
              + path
              + ": the frame of stamp "
              + sighting.stamp()
              + " was overwritten while it was copied (onTorn=fail)");
    }
    return Look.TORN;
  }

  /** This frame is not looked at again. */
  private void refuse(long stamp) {
    anyRefused = true;
    refusedStamp = stamp;
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
    SegmentFile file = SegmentFile.openForReading(path);
    Attachment fresh;
    try {
      fresh = Attachment.of(file, layout.dataOffset());
    } catch (SegmentException e) {
      file.close();
      throw e;
    }
    if (last != null && !last.sameFile(fresh.identity())) {
      reattached++;
    }
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
