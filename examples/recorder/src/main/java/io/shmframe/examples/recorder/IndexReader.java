// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.LayoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The entries of an index. Where one is damaged the next whole one is looked for, and the numbers
 * tell how many are lost between the two.
 */
final class IndexReader {

  private static final int ALIGNMENT = 8;

  /** What of an entry must be there to know its length. */
  private static final int BEGINNING = 12;

  private final Path file;
  private final Window window;
  private final Damage damage;
  private long at = PartHeader.BYTES;
  private long number;
  private boolean closed;

  IndexReader(Path file, FileChannel channel, Damage damage) throws IOException {
    this.file = file;
    this.window = new Window(channel);
    this.damage = damage;
  }

  /** The next whole entry of a frame; empty at the end. */
  Optional<IndexEntry> next() throws IOException {
    if (closed || at >= window.size()) {
      return Optional.empty();
    }
    Optional<IndexEntry> entry = entryAt(at, number + 1);
    if (entry.isEmpty()) {
      entry = resume();
    }
    closed = entry.filter(IndexEntry::end).isPresent();
    return closed ? Optional.empty() : entry;
  }

  /** Whether the entry was found that ends a part which was closed in good order. */
  boolean closed() {
    return closed;
  }

  /** Looks for the next whole entry behind damage. */
  private Optional<IndexEntry> resume() throws IOException {
    long from = at;
    long last = number;
    for (long to = from + ALIGNMENT; to < window.size(); to += ALIGNMENT) {
      // As many as there was room for: an entry of nonsense must not pass for a thousand lost.
      long most = last + 1 + Math.max(1, (to - from) / IndexEntry.FIXED);
      Optional<IndexEntry> entry = entryAt(to, most);
      if (entry.isPresent()) {
        long lost = entry.get().number() - last - 1;
        damage.frames(
            lost,
            file + ": bytes " + from + " to " + (to - 1) + " are damaged; frames lost: " + lost);
        return entry;
      }
    }
    tail(from);
    return Optional.empty();
  }

  private void tail(long from) throws IOException {
    long size = window.size();
    at = size;
    int known = (int) Math.min(size - from, BEGINNING);
    ByteBuffer piece = window.with(from, known);
    int length = known < BEGINNING ? 0 : IndexEntry.length(piece, window.index(from));
    if (known < BEGINNING || length > size - from || zeros(from)) {
      damage.tornTail(
          file + ": a torn entry of " + (size - from) + " bytes behind frame " + number);
    } else {
      damage.frames(
          1,
          file
              + ": expected the entry of frame "
              + (number + 1)
              + " at byte "
              + from
              + ", found damage to the end");
    }
  }

  /** What a file system leaves that lost its power. */
  private boolean zeros(long from) throws IOException {
    for (long to = from; to < window.size(); to++) {
      if (window.with(to, 1).get(window.index(to)) != 0) {
        return false;
      }
    }
    return true;
  }

  /** A whole entry, with the next number or one up to the largest that can be. */
  private Optional<IndexEntry> entryAt(long place, long largest) throws IOException {
    if (window.size() - place < IndexEntry.FIXED) {
      return Optional.empty();
    }
    int length = IndexEntry.length(window.with(place, BEGINNING), window.index(place));
    if (length == 0 || length > window.size() - place) {
      return Optional.empty();
    }
    ByteBuffer piece = window.with(place, length);
    int index = window.index(place);
    if (!IndexEntry.whole(piece, index, length)) {
      return Optional.empty();
    }
    try {
      IndexEntry entry = IndexEntry.decode(piece, index, length);
      if (entry.number() <= number || entry.number() > largest) {
        return Optional.empty();
      }
      number = entry.number();
      at = place + length;
      return Optional.of(entry);
    } catch (LayoutException e) {
      // Right to the last bit, and nonsense all the same.
      return Optional.empty();
    }
  }
}
