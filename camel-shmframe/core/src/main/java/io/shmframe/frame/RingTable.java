// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingEntries;
import io.shmframe.layout.RingLayout;
import io.shmframe.memory.Faults;
import io.shmframe.memory.LockFile;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.Words;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The table of a ring's readers, open for writing. Any thread may call any method until it is
 * closed.
 */
final class RingTable implements AutoCloseable {

  private final Path path;
  private final LockFile file;
  private final ByteBuffer memory;
  private final int entries;
  private final int pins;

  /** What was loaded last to see whether there is a page; read by nobody. */
  private long touched;

  private RingTable(Path path, LockFile file, RingLayout layout) {
    this.path = path;
    this.file = file;
    this.memory = file.memory();
    this.entries = layout.entries();
    this.pins = layout.pins();
  }

  /**
   * Opens the table of a segment.
   *
   * @throws SegmentException if there is none, it is another segment's, or this process may not
   *     write to it
   */
  static RingTable open(RingSegment segment) throws SegmentException {
    Path path = new RingFiles(segment.path()).table(segment.id());
    int bytes = RingEntries.fileBytes(segment.layout().entries());
    RingTable table = new RingTable(path, LockFile.open(path, bytes), segment.layout());
    boolean opened = false;
    try {
      table.require(segment.id());
      opened = true;
      return table;
    } catch (InternalError fault) {
      throw segment.translated(fault);
    } finally {
      if (!opened) {
        table.close();
      }
    }
  }

  private void require(long id) throws SegmentException {
    boolean fits =
        file.bytes() == RingEntries.fileBytes(entries)
            && memory.capacity() == file.bytes()
            // Pairs with the release of the magic, which is stored last when a table is built.
            && Words.getAcquire(memory, RingEntries.MAGIC) == RingEntries.MAGIC_VALUE
            && Words.getAcquire(memory, RingEntries.VERSION) >>> 16
                == RingControl.VERSION_VALUE >>> 16
            && Words.getAcquire(memory, RingEntries.ID) == id
            && Words.getAcquire(memory, RingEntries.ENTRIES) == entries
            && Words.getAcquire(memory, RingEntries.PINS) == pins;
    Faults.surface();
    if (!fits) {
      throw new SegmentException(
          Reason.FORMAT,
          "Table of readers "
              + path
              + ": expected "
              + entries
              + " entries of the segment, "
              + pins
              + " of them for loans: found "
              + file.bytes()
              + " bytes that say otherwise");
    }
  }

  /**
   * Whether the file still has what was mapped, see {@link RingSegment#whole()}.
   *
   * @throws InternalError for a fault that this thread has had
   */
  boolean whole() {
    // Kept, since a load of which nothing is used is left out when this is compiled.
    touched = Words.getAcquire(memory, memory.capacity() - Long.BYTES);
    boolean there = Words.getAcquire(memory, RingEntries.MAGIC) == RingEntries.MAGIC_VALUE;
    Faults.surface();
    return there;
  }

  Path path() {
    return path;
  }

  int entries() {
    return entries;
  }

  /** Entries 0 to this one, exclusive, may have a pin. */
  int pins() {
    return pins;
  }

  long get(int entry, int field) {
    return Words.getAcquire(memory, RingEntries.entry(entry) + field);
  }

  void put(int entry, int field, long value) {
    Words.setRelease(memory, RingEntries.entry(entry) + field, value);
  }

  /** (C): pairs with the release of a pin, so that no load of a payload comes after it. */
  long pin(int entry) {
    return get(entry, RingEntries.PIN);
  }

  /** Takes an entry, if it is free. */
  boolean take(int entry, String name) throws SegmentException {
    if (!file.tryLock(RingEntries.entry(entry))) {
      return false;
    }
    boolean taken = false;
    try {
      write(entry, name);
      Faults.surface();
      taken = true;
      return true;
    } finally {
      if (!taken) {
        file.unlock(RingEntries.entry(entry));
      }
    }
  }

  private void write(int entry, String name) {
    put(entry, RingEntries.PIN, 0);
    put(entry, RingEntries.NEXT, 0);
    ThisProcess process = ThisProcess.now();
    put(entry, RingEntries.PID_NAMESPACE, process.namespace());
    put(entry, RingEntries.SINCE, Clocks.wallNanos());
    put(entry, RingEntries.DELIVERED, 0);
    put(entry, RingEntries.MISSED, 0);
    put(entry, RingEntries.TORN, 0);
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < RingEntries.NAME_BYTES; i++) {
      memory.put(RingEntries.entry(entry) + RingEntries.NAME + i, i < text.length ? text[i] : 0);
    }
    put(entry, RingEntries.PID, process.pid());
  }

  /**
   * Leaves an entry that was taken through this object.
   *
   * @throws InternalError if the table was cut; the entry is left all the same
   */
  void leave(int entry) {
    try {
      clear(entry);
    } finally {
      // Hears of a fault first.
      file.unlock(RingEntries.entry(entry));
    }
  }

  private void clear(int entry) {
    put(entry, RingEntries.PIN, 0);
    put(entry, RingEntries.NEXT, 0);
    put(entry, RingEntries.PID, 0);
  }

  /**
   * Frees an entry whose owner is dead.
   *
   * @return false if somebody has it
   */
  boolean free(int entry) throws SegmentException {
    if (!file.tryLock(RingEntries.entry(entry))) {
      return false;
    }
    leave(entry);
    return true;
  }

  /** Whether somebody who is alive has an entry. */
  boolean taken(int entry) throws SegmentException {
    if (!file.tryLock(RingEntries.entry(entry))) {
      return true;
    }
    file.unlock(RingEntries.entry(entry));
    return false;
  }

  /** What an entry's owner calls itself. */
  String name(int entry) {
    byte[] text = new byte[RingEntries.NAME_BYTES];
    memory.get(RingEntries.entry(entry) + RingEntries.NAME, text);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  void unlink() {
    file.unlink();
  }

  /** Gives back the entries that were taken through this object. */
  @Override
  public void close() {
    file.close();
  }
}
