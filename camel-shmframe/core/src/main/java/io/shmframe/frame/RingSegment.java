// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.LayoutException;
import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingDescriptor;
import io.shmframe.layout.RingLayout;
import io.shmframe.memory.Faults;
import io.shmframe.memory.Futex;
import io.shmframe.memory.Mapping;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ring that is mapped: its words, in the order of memory that {@code docs/spec/ring.md} asks for.
 * It is unmapped when whoever opened it has let go of it and the last loan has ended.
 */
final class RingSegment {

  /** The smallest page that there is. */
  private static final int PAGE_BYTES = 4096;

  private final Path path;
  private final SegmentFile.Identity identity;
  private final RingLayout layout;
  private final long id;
  private final long version;
  private final Mapping mapping;
  private final ByteBuffer memory;
  private final Futex futex;
  private final AtomicInteger users = new AtomicInteger(1);
  private volatile Optional<RingTable> table = Optional.empty();

  /** What was loaded last to see whether there is a page; read by nobody. */
  private long touched;

  private RingSegment(
      Path path,
      SegmentFile.Identity identity,
      ByteBuffer control,
      RingLayout layout,
      Mapping mapping) {
    this.path = path;
    this.identity = identity;
    this.layout = layout;
    this.id = control.getLong(RingControl.ID);
    this.version = control.getLong(RingControl.VERSION);
    this.mapping = mapping;
    this.memory = mapping.buffer();
    this.futex = Futex.of(memory, RingControl.WAKE);
  }

  /**
   * Maps the ring that a name belongs to.
   *
   * @throws SegmentException with {@link Reason#FORMAT} if it is none, or of another version, or
   *     damaged
   */
  static RingSegment open(Path path, boolean writable) throws SegmentException {
    try (SegmentFile file =
        writable ? SegmentFile.openForWriting(path) : SegmentFile.openForReading(path)) {
      return map(file, writable);
    }
  }

  /** As {@link #open}, of a file that is open; it may be closed afterwards. */
  static RingSegment map(SegmentFile file, boolean writable) throws SegmentException {
    Path path = file.path();
    ByteBuffer control = RingPage.read(file);
    RingLayout layout;
    try {
      layout = RingLayout.read(control);
    } catch (LayoutException e) {
      throw new SegmentException(Reason.FORMAT, "Segment " + path + ": " + e.getMessage(), e);
    }
    long size = file.identity().bytes();
    if (size != layout.fileBytes()) {
      throw new SegmentException(
          size < layout.fileBytes() ? Reason.TOO_SMALL : Reason.FORMAT,
          "Segment "
              + path
              + " has "
              + size
              + " bytes: expected "
              + layout.fileBytes()
              + ", as its control page says");
    }
    long bytes = layout.fileBytes();
    Mapping mapping = writable ? file.mapForWriting(bytes) : file.mapForReading(bytes);
    RingSegment segment = new RingSegment(path, file.identity(), control, layout, mapping);
    try {
      segment.touch();
    } catch (InternalError fault) {
      SegmentException gone = segment.translated(fault);
      mapping.close();
      throw gone;
    }
    return segment;
  }

  /**
   * Loads a byte of each page, so that the first frames do not wait for them to be mapped, which
   * takes longer than their copies. All pages are there already: whoever made the file wrote them.
   */
  private void touch() {
    int sum = 0;
    for (long at = 0; at < layout.fileBytes(); at += PAGE_BYTES) {
      sum += memory.get((int) at);
    }
    touched = sum;
    Faults.surface();
  }

  Path path() {
    return path;
  }

  SegmentFile.Identity identity() {
    return identity;
  }

  RingLayout layout() {
    return layout;
  }

  /** Names its table of readers. */
  long id() {
    return id;
  }

  /** Major number * 65536 + minor number, of which the major one is ours. */
  long version() {
    return version;
  }

  /** The mapped bytes; shared, so only absolute access. */
  ByteBuffer memory() {
    return memory;
  }

  /** The word to sleep on. */
  Futex futex() {
    return futex;
  }

  /** Ticket of the newest frame, as a reader loads it: pairs with (E). */
  long head() {
    return get(RingControl.HEAD);
  }

  /** To be loaded before {@link #head()}: pairs with (F). */
  int wake() {
    return Words.getIntAcquire(memory, RingControl.WAKE);
  }

  /** Whether the name still belongs to it. */
  boolean named() {
    try {
      return SegmentFile.identify(path).sameFile(identity);
    } catch (SegmentException e) {
      return false;
    }
  }

  boolean retired() {
    return get(RingControl.STATE) == RingControl.RETIRED;
  }

  /**
   * As {@link #retired()}, for a reader.
   *
   * @throws SegmentException if the state is one that cannot be
   */
  boolean requireState() throws SegmentException {
    long state = get(RingControl.STATE);
    if (state != RingControl.IN_USE && state != RingControl.RETIRED) {
      throw new SegmentException(
          Reason.FORMAT,
          "Segment " + path + " is damaged: its state is " + state + ", expected 1 or 2");
    }
    return state == RingControl.RETIRED;
  }

  /** Loads a field of the control page, with acquire. */
  long get(int offset) {
    return Words.getAcquire(memory, offset);
  }

  /** Stores a field of the control page, with release. */
  void put(int offset, long value) {
    Words.setRelease(memory, offset, value);
  }

  void add(int offset, long value) {
    put(offset, get(offset) + value);
  }

  /** The lock of a slot, with acquire: pairs with (D), the store of {@code 2t} with release. */
  long lock(int slot) {
    return Words.getAcquire(memory, layout.descriptor(slot) + RingDescriptor.LOCK);
  }

  /** Stores the lock of a slot with release. */
  void lock(int slot, long value) {
    Words.setRelease(memory, layout.descriptor(slot) + RingDescriptor.LOCK, value);
  }

  /** (F), and waking those who sleep on it. */
  void wakeReaders() {
    Words.setIntRelease(memory, RingControl.WAKE, wake() + 1);
    futex.wakeAll();
  }

  /** Readers are to follow the name. */
  void retire() {
    put(RingControl.STATE, RingControl.RETIRED);
    wakeReaders();
  }

  /**
   * Whether the file still has what was mapped, as far as that can be told without asking the
   * operating system: a file that was cut has lost its end, one that was cut and made longer again
   * its beginning.
   *
   * @throws InternalError for a fault that this thread has had, see {@link Faults#surface()}
   */
  boolean whole() {
    // Kept, since a load of which nothing is used is left out when this is compiled.
    touched = Words.getAcquire(memory, (int) layout.fileBytes() - Long.BYTES);
    boolean there = get(RingControl.MAGIC) == RingControl.MAGIC_VALUE;
    Faults.surface();
    return there;
  }

  /**
   * @throws SegmentException if the file was cut
   * @throws InternalError as {@link #whole()}
   */
  void requireWhole() throws SegmentException {
    if (!whole()) {
      throw gone();
    }
  }

  private SegmentException gone() {
    return new SegmentException(
        Reason.TRUNCATED, "Segment " + path + " lost pages while it was mapped: it was cut");
  }

  /** The exception for a fault, or the error itself if it was another. */
  SegmentException translated(InternalError fault) {
    if (!Faults.isFault(fault)) {
      throw fault;
    }
    // More than one access may have met a page that is gone.
    Faults.settle();
    SegmentException gone = here() ? tableGone() : gone();
    gone.initCause(fault);
    return gone;
  }

  /** As {@link #whole()}, of a segment that may be unmapped by now. */
  private boolean here() {
    if (!retain()) {
      return false;
    }
    try {
      return whole();
    } catch (InternalError fault) {
      Faults.settle();
      return false;
    } finally {
      release();
    }
  }

  private SegmentException tableGone() {
    return new SegmentException(
        Reason.TRUNCATED,
        "Segment " + path + ": its table of readers lost pages while it was mapped: it was cut");
  }

  /** Gives it a table that is closed with it. */
  void keep(RingTable kept) {
    table = Optional.of(kept);
  }

  /** Adds a user; false if the last one has gone already. */
  boolean retain() {
    int now;
    do {
      now = users.get();
      if (now == 0) {
        return false;
      }
    } while (!users.compareAndSet(now, now + 1));
    return true;
  }

  /** Removes a user; the last one unmaps. */
  void release() {
    if (users.decrementAndGet() == 0) {
      try {
        table.ifPresent(RingTable::close);
      } finally {
        mapping.close();
      }
    }
  }
}
