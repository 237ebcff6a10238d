// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The folder of a recording that is being made: its parts, and the lock that keeps others out. */
final class RecordingFolder implements AutoCloseable {

  private final Path folder;
  private final Format format;
  private final Deque<Part> parts = new ArrayDeque<>();
  private final FileChannel lock;
  private int last;

  /**
   * @throws RecordingException if another recorder writes to it, or its parts are of another format
   */
  RecordingFolder(Path folder, Format format) throws IOException {
    this.folder = folder;
    this.format = format;
    Files.createDirectories(folder);
    lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      requireAlone();
      Part.finishRemovals(folder);
      List<Part> found = Part.of(folder);
      requireFormat(found);
      parts.addAll(found);
      last = found.isEmpty() ? 0 : found.get(found.size() - 1).number();
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private void requireAlone() throws IOException {
    try {
      FileLock mine = lock.tryLock();
      if (mine != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // In this process.
    }
    throw new RecordingException(folder + ": expected no other recorder, found one that records");
  }

  private void requireFormat(List<Part> found) throws RecordingException {
    for (Part part : found) {
      if (part.format() != format) {
        throw new RecordingException(
            part.main()
                + ": expected parts of format="
                + format.text()
                + ", found "
                + part.format().text());
      }
    }
  }

  /** The part that comes next. It counts when it is {@link #add added}. */
  Part next() {
    return new Part(folder, last + 1, format);
  }

  /** A part that has been made. */
  void add(Part part) {
    parts.add(part);
    last = part.number();
  }

  /** The newest part has been removed, since nothing was in it: its number is free again. */
  void forget(Part part) {
    parts.remove(part);
    last = part.number() - 1;
  }

  /** How many parts stand. */
  int count() {
    return parts.size();
  }

  /** Removes the oldest part. */
  Part removeOldest() throws IOException {
    Part oldest = parts.remove();
    oldest.delete();
    return oldest;
  }

  /** Bytes that its file system still has for this user. */
  long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
