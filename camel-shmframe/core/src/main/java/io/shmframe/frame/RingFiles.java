// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingEntries;
import io.shmframe.layout.RingLayout;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import io.shmframe.memory.SegmentFile;
import io.shmframe.memory.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** The files of a ring, by their names: making them, and removing those that the dead have left. */
final class RingFiles {

  private final Path path;

  RingFiles(Path path) {
    this.path = path;
  }

  /**
   * The path of a segment.
   *
   * @throws IllegalArgumentException if it is a name that the files beside a segment have
   */
  static Path named(Path path) {
    Path name = path.getFileName();
    if (name == null || name.toString().isEmpty() || name.toString().indexOf('~') >= 0) {
      throw new IllegalArgumentException(
          "Segment " + path + ": expected the name of a file, without '~'");
    }
    return path;
  }

  Path segment() {
    return path;
  }

  Path lock() {
    return path.resolveSibling(path.getFileName() + "~lock");
  }

  Path table(long id) {
    return path.resolveSibling(path.getFileName() + "~readers-" + hex(id));
  }

  private Path building(long id) {
    return path.resolveSibling(path.getFileName() + "~new-" + hex(id));
  }

  private static String hex(long id) {
    return String.format("%016x", id);
  }

  /** A ring that was made, and its table, open for writing. */
  record Made(RingSegment segment, RingTable table) {

    void close() {
      table.close();
      segment.release();
    }
  }

  /**
   * Makes a ring and its table; the writer's lock must be held. Both are open before the ring has
   * its name: when others may follow that, nothing is left that could fail.
   *
   * @param base the sequence that was reached before it
   * @param replace whether a file of that name makes way
   * @throws FileAlreadyExistsException if there is one and it is not to be replaced
   */
  Made create(RingLayout layout, long base, Set<PosixFilePermission> permissions, boolean replace)
      throws SegmentException, FileAlreadyExistsException {
    long id = 0;
    while (id == 0) {
      id = UUID.randomUUID().getMostSignificantBits() ^ UUID.randomUUID().getLeastSignificantBits();
    }
    long name = id;
    // Closed before anybody can know its name: closing it would drop the locks that this process
    // has on it.
    SegmentFile.create(
            table(id),
            building(id),
            RingEntries.fileBytes(layout.entries()),
            shared(permissions),
            false,
            table -> table.fill(memory -> writeTable(memory, layout, name)))
        .close();
    Made[] made = new Made[1];
    boolean appeared = false;
    try {
      SegmentFile.create(
              path,
              building(id),
              layout.fileBytes(),
              permissions,
              replace,
              file -> {
                file.fill(control -> writeControl(control, layout, name, base));
                made[0] = opened(file);
              })
          .close();
      appeared = true;
      return made[0];
    } finally {
      if (!appeared) {
        delete(table(id));
        if (made[0] != null) {
          made[0].close();
        }
      }
    }
  }

  private static Made opened(SegmentFile file) throws SegmentException {
    RingSegment segment = RingSegment.map(file, true);
    boolean opened = false;
    try {
      Made made = new Made(segment, RingTable.open(segment));
      opened = true;
      return made;
    } finally {
      if (!opened) {
        segment.release();
      }
    }
  }

  private static void writeTable(ByteBuffer table, RingLayout layout, long id) {
    table.putLong(RingEntries.VERSION, RingControl.VERSION_VALUE);
    table.putLong(RingEntries.ID, id);
    table.putLong(RingEntries.ENTRIES, layout.entries());
    table.putLong(RingEntries.PINS, layout.pins());
    Words.setRelease(table, RingEntries.MAGIC, RingEntries.MAGIC_VALUE);
  }

  private static void writeControl(ByteBuffer control, RingLayout layout, long id, long base) {
    layout.write(control, id, Clocks.wallNanos());
    control.putLong(RingControl.BASE, base);
    control.putLong(RingControl.STATE, RingControl.IN_USE);
    // Pairs with the acquire of whoever opens it.
    Words.setRelease(control, RingControl.MAGIC, RingControl.MAGIC_VALUE);
  }

  /**
   * Who may read the frames may pin them, and take the writer's place, which needs the right to
   * write to the files beside them.
   */
  static Set<PosixFilePermission> shared(Set<PosixFilePermission> permissions) {
    Set<PosixFilePermission> shared =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if (permissions.contains(PosixFilePermission.GROUP_READ)) {
      shared.add(PosixFilePermission.GROUP_READ);
      shared.add(PosixFilePermission.GROUP_WRITE);
    }
    if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      shared.add(PosixFilePermission.OTHERS_READ);
      shared.add(PosixFilePermission.OTHERS_WRITE);
    }
    return shared;
  }

  /** Removes what a writer has left that died while it was building. */
  void removeBuilding() throws SegmentException {
    remove("~new-", Set.of());
  }

  /**
   * Removes the tables of all segments that had the name, but for one. Where that cannot be done
   * they cost their bytes, and the next writer tries again.
   */
  void removeTables(long butId) {
    try {
      remove("~readers-", Set.of(table(butId).getFileName().toString()));
    } catch (SegmentException e) {
      // No reason to give up a ring that has its name already.
    }
  }

  private void remove(String infix, Set<String> but) throws SegmentException {
    String prefix = path.getFileName() + infix;
    Path folder = path.toAbsolutePath().getParent();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            folder, file -> file.getFileName().toString().startsWith(prefix))) {
      for (Path file : found) {
        if (!but.contains(file.getFileName().toString())) {
          delete(file);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      throw new SegmentException(
          Reason.IO, "The folder of segment " + path + " cannot be searched: " + e, e);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is another user's, who will remove it, or it is gone with its folder.
    }
  }
}
