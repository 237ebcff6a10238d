// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import io.shmframe.memory.SegmentException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A file whose bytes can be locked, each for itself, and that is mapped if it is not empty. A lock
 * belongs to one {@code LockFile}; the kernel gives it back when the process ends, however it ends.
 *
 * <p>The locks of {@code fcntl}, which are all that Java has, belong to the process, not to whoever
 * took them, and closing <em>any</em> descriptor of a file drops all that the process has on it. So
 * there is one descriptor for each file in the process, shared by all who use the file here, in a
 * book that must be the process's too: it is the one mutable static of this library. A class loader
 * that loads the library a second time has a second book, and its users must not share a segment
 * with those of the first.
 *
 * <p>The descriptor is opened, sized and mapped before there is a lock on it. Afterwards nothing is
 * done with it that an interrupt of the calling thread could end, since that would close it.
 *
 * <p>Any thread may call any method. A fault of a mapping that the calling thread has not heard of
 * ({@link Faults#surface()}) is heard before the book is touched, never in the middle.
 */
public final class LockFile implements AutoCloseable {

  private static final Map<Object, Shared> BOOK = new HashMap<>();

  private final Shared shared;
  private final Set<Long> mine = new HashSet<>();
  private boolean closed;

  private LockFile(Shared shared) {
    this.shared = shared;
  }

  /** What all users of a file in this process have in common. */
  private static final class Shared {

    private final SegmentFile file;
    private final long bytes;
    private final Mapping mapping;
    private final ByteBuffer memory;
    private final Map<Long, FileLock> held = new HashMap<>();
    private int users;

    /** Maps no more than was asked for: peers may have made the file as long as they like. */
    Shared(SegmentFile file, int most) throws SegmentException {
      this.file = file;
      bytes = file.size();
      int mapped = (int) Math.min(bytes, most);
      mapping = mapped == 0 ? null : file.mapForWriting(mapped);
      memory = mapping == null ? ByteBuffer.allocate(0) : mapping.buffer();
    }

    void close() {
      try {
        if (mapping != null) {
          mapping.close();
        }
      } finally {
        file.close();
      }
    }
  }

  /**
   * Opens a file that exists, for reading and writing.
   *
   * @param most how many of its bytes are mapped, if it has as many; 0 for a file that is only
   *     locked
   * @throws SegmentException if there is none, or it may not be written to
   */
  public static LockFile open(Path path, int most) throws SegmentException {
    synchronized (BOOK) {
      // Asked before it is opened: of a file that is in the book there must be no second descriptor
      // that could be closed.
      Shared known = BOOK.get(SegmentFile.identify(path).key());
      return known == null ? opened(SegmentFile.openForWriting(path), most) : used(known);
    }
  }

  /**
   * Opens a file, or makes an empty one, to be locked only.
   *
   * @param permissions of a new file, whatever the process's mask
   */
  public static LockFile openOrCreate(Path path, Set<PosixFilePermission> permissions)
      throws SegmentException {
    while (true) {
      try {
        return open(path, 0);
      } catch (SegmentException e) {
        if (e.reason() != Reason.MISSING) {
          throw e;
        }
      }
      synchronized (BOOK) {
        try {
          return opened(SegmentFile.create(path, 0, permissions, false), 0);
        } catch (FileAlreadyExistsException e) {
          // Somebody was quicker.
          continue;
        }
      }
    }
  }

  private static LockFile opened(SegmentFile file, int most) throws SegmentException {
    boolean opened = false;
    try {
      Shared fresh = new Shared(file, most);
      BOOK.put(file.identity().key(), fresh);
      opened = true;
      return used(fresh);
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private static LockFile used(Shared shared) {
    shared.users++;
    return new LockFile(shared);
  }

  /** How many bytes the file had when it was opened, mapped or not. */
  public long bytes() {
    return shared.bytes;
  }

  /**
   * The mapped bytes of the file, as many as the first one in this process asked for; shared, so
   * only absolute access, and not to be used when this is closed.
   */
  public ByteBuffer memory() {
    return shared.memory;
  }

  /** Whether the name that it was opened by still belongs to this file. */
  public boolean named() {
    try {
      return SegmentFile.identify(shared.file.path()).sameFile(shared.file.identity());
    } catch (SegmentException e) {
      return false;
    }
  }

  /** Removes the name, if it still belongs to this file. */
  public void unlink() {
    shared.file.unlink();
  }

  /**
   * Locks a byte, which the file need not have, without waiting.
   *
   * @return false if it is locked already, by another process or in this one
   * @throws SegmentException if the operating system cannot lock
   */
  public boolean tryLock(long position) throws SegmentException {
    Faults.surface();
    synchronized (BOOK) {
      if (closed) {
        throw new IllegalStateException("The lock file is closed");
      }
      if (shared.held.containsKey(position)) {
        return false;
      }
      FileChannel channel = shared.file.channel();
      try {
        FileLock lock = channel.tryLock(position, 1, false);
        if (lock == null) {
          return false;
        }
        shared.held.put(position, lock);
        mine.add(position);
        return true;
      } catch (OverlappingFileLockException e) {
        // Held in this process, but not by way of this book.
        return false;
      } catch (IOException e) {
        throw new SegmentException(
            Reason.IO, "File " + shared.file.path() + " cannot be locked: " + e, e);
      }
    }
  }

  /** Gives a byte back that {@link #tryLock} locked; any other stays as it is. */
  public void unlock(long position) {
    try {
      Faults.surface();
    } finally {
      synchronized (BOOK) {
        release(position);
      }
    }
  }

  private void release(long position) {
    if (mine.remove(position)) {
      FileLock lock = shared.held.remove(position);
      try {
        lock.release();
      } catch (IOException e) {
        // The channel is closed, and the lock gone with it.
      }
    }
  }

  /** Gives all locks back; the last user in this process closes the file. */
  @Override
  public void close() {
    try {
      Faults.surface();
    } finally {
      synchronized (BOOK) {
        end();
      }
    }
  }

  private void end() {
    if (closed) {
      return;
    }
    for (long position : Set.copyOf(mine)) {
      release(position);
    }
    closed = true;
    if (--shared.users == 0) {
      BOOK.remove(shared.file.identity().key());
      shared.close();
    }
  }
}
