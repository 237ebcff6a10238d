// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import io.shmframe.memory.SegmentException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The file behind a shared-memory segment, open.
 *
 * <p>Only regular files are opened: in a folder that everyone may write to, a symbolic link could
 * lead anywhere and a pipe would block for ever. Any thread may call any method.
 */
public final class SegmentFile implements AutoCloseable {

  private static final int ZEROS = 1 << 20;
  private static final Content ONLY_ZEROS = file -> {};

  private final Path path;
  private final FileChannel channel;
  private final Identity identity;

  private SegmentFile(Path path, FileChannel channel, Identity identity) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
  }

  /** What is done with a file of zeros before it has its name. */
  @FunctionalInterface
  public interface Content {

    /**
     * Fills the file, or opens what is to be open when it appears.
     *
     * @param file which has the name already that it is going to have, for whoever asks it
     * @throws IOException if it is not to appear
     */
    void prepare(SegmentFile file) throws IOException;
  }

  /**
   * Which file a name belongs to at the moment, and how long it is.
   *
   * @param key equal for the same file only (device and inode, where the platform has them)
   * @param bytes its length
   */
  public record Identity(Object key, long bytes) {

    /** Whether both are one file, of whatever length. */
    public boolean sameFile(Identity other) {
      return key.equals(other.key);
    }
  }

  /**
   * Looks at a name without opening it.
   *
   * @throws SegmentException if there is no such file, or something that is not a regular file
   */
  public static Identity identify(Path path) throws SegmentException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw translated(path, e);
    }
    if (found.isSymbolicLink()) {
      throw new SegmentException(
          Reason.SYMBOLIC_LINK,
          "Segment " + path + " is a symbolic link, which is not followed: expected a file");
    }
    if (!found.isRegularFile()) {
      throw new SegmentException(
          Reason.NOT_A_FILE,
          "Segment "
              + path
              + " is "
              + (found.isDirectory() ? "a directory" : "a pipe, a socket or a device")
              + ": expected a file");
    }
    Object key = found.fileKey();
    return new Identity(key == null ? found.creationTime() : key, found.size());
  }

  /** Opens an existing segment for reading. */
  public static SegmentFile openForReading(Path path) throws SegmentException {
    return open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  /** Opens an existing segment for reading and writing; it is neither made longer nor emptied. */
  public static SegmentFile openForWriting(Path path) throws SegmentException {
    return open(
        path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Creates a segment of zeros and opens it for reading and writing. It is built under a temporary
   * name in the same folder, every byte really allocated, and appears under its own name only when
   * it is whole.
   *
   * @param bytes its length, 1 to {@link Mapping#MAX_BYTES}
   * @param permissions of the new file, whatever the process's mask; ignored where the file system
   *     has none
   * @param replace whether a file of that name makes way (who has it mapped keeps the old one)
   * @throws SegmentException {@link Reason#NO_SPACE} if the file system cannot hold it, or whatever
   *     else is in the way
   * @throws FileAlreadyExistsException if there is one and it is not to be replaced
   */
  public static SegmentFile create(
      Path path, long bytes, Set<PosixFilePermission> permissions, boolean replace)
      throws SegmentException, FileAlreadyExistsException {
    Path temporary =
        path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
    return create(path, temporary, bytes, permissions, replace, ONLY_ZEROS);
  }

  /**
   * As {@link #create(Path, long, Set, boolean)}, but with content before anyone can see it.
   *
   * @param temporary the name in the same folder that it is built under
   * @param content fills the file while it has that name; whatever it opens, it closes if the file
   *     does not appear
   */
  public static SegmentFile create(
      Path path,
      Path temporary,
      long bytes,
      Set<PosixFilePermission> permissions,
      boolean replace,
      Content content)
      throws SegmentException, FileAlreadyExistsException {
    try (FileChannel building =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      allocate(building, bytes);
      restrict(temporary, permissions);
      SegmentFile file = open(temporary, path);
      boolean appeared = false;
      try {
        content.prepare(file);
        appear(temporary, path, replace);
        appeared = true;
      } finally {
        if (!appeared) {
          file.close();
        }
      }
      return file;
    } catch (FileAlreadyExistsException | SegmentException e) {
      throw e;
    } catch (IOException e) {
      throw creationFailure(path, bytes, e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /**
   * Lets somebody write to the whole file.
   *
   * @param content gets its bytes, which are not to be kept
   */
  public void fill(Consumer<ByteBuffer> content) throws SegmentException {
    Mapping mapping = mapForWriting(size());
    try {
      content.accept(mapping.buffer());
    } finally {
      mapping.close();
    }
  }

  /** The open file, for the locks on it. */
  FileChannel channel() {
    return channel;
  }

  /** The name that it was opened by. */
  public Path path() {
    return path;
  }

  /** Which file it is, and how long it was when it was opened. */
  public Identity identity() {
    return identity;
  }

  /**
   * How long the file is now.
   *
   * @throws SegmentException if the operating system does not say
   */
  public long size() throws SegmentException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw translated(path, e);
    }
  }

  /** Maps the first bytes of the file for reading; the mapping outlives this object. */
  public Mapping mapForReading(long bytes) throws SegmentException {
    try {
      return Mapping.readOnly(channel, bytes);
    } catch (IOException e) {
      throw translated(path, e);
    }
  }

  /** Maps the first bytes of the file for reading and writing; the mapping outlives this object. */
  public Mapping mapForWriting(long bytes) throws SegmentException {
    try {
      return Mapping.readWrite(channel, bytes);
    } catch (IOException e) {
      throw translated(path, e);
    }
  }

  /** Removes the name, if it still belongs to this file; who has it mapped keeps it. */
  public void unlink() {
    try {
      if (identify(path).sameFile(identity)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The name is somebody else's by now, or gone: either way there is nothing of ours to remove.
    }
  }

  /** Closes the file; mappings stay. */
  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static SegmentFile open(Path path, Set<? extends OpenOption> how)
      throws SegmentException {
    Identity before = identify(path);
    FileChannel channel;
    try {
      channel = FileChannel.open(path, how);
    } catch (IOException e) {
      throw translated(path, e);
    }
    try {
      // The name may have changed hands between the look and the opening.
      Identity after = identify(path);
      if (!after.sameFile(before)) {
        throw new SegmentException(
            Reason.MISSING, "Segment " + path + " was replaced while it was being opened");
      }
      return new SegmentFile(path, channel, new Identity(after.key(), channel.size()));
    } catch (IOException e) {
      closeQuietly(channel);
      throw translated(path, e);
    }
  }

  /** Opens what was just built; it keeps the name that it will have. */
  private static SegmentFile open(Path temporary, Path name) throws IOException {
    FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      return new SegmentFile(name, channel, identify(temporary));
    } catch (IOException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /**
   * Writing zeros is what allocates pages; a hole would be a bus error for whoever touches it on a
   * full disk.
   */
  private static void allocate(FileChannel channel, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, bytes));
    for (long left = bytes; left > 0; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), left));
      left -= channel.write(zeros);
    }
  }

  private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(permissions);
    }
  }

  private static void appear(Path temporary, Path path, boolean replace) throws IOException {
    if (replace) {
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      // Unlike a rename, a link never takes the name from a file that came first.
      Files.createLink(path, temporary);
    } catch (UnsupportedOperationException e) {
      Files.move(temporary, path);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was buffered, so nothing can be lost.
    }
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // It was renamed, or the folder is gone with it.
    }
  }

  private static SegmentException creationFailure(Path path, long bytes, IOException e) {
    String said = String.valueOf(e.getMessage());
    if (said.contains("No space left") || said.contains("quota") || said.contains("too large")) {
      return new SegmentException(
          Reason.NO_SPACE,
          "Segment " + path + " needs " + bytes + " bytes, which it cannot get: " + said,
          e);
    }
    if (e instanceof AccessDeniedException) {
      return new SegmentException(
          Reason.NO_ACCESS, "Segment " + path + " may not be created by this process: " + e, e);
    }
    return new SegmentException(Reason.IO, "Segment " + path + " cannot be created: " + e, e);
  }

  private static SegmentException translated(Path path, IOException e) {
    if (e instanceof SegmentException already) {
      return already;
    }
    if (e instanceof NoSuchFileException) {
      return new SegmentException(Reason.MISSING, "Segment " + path + " does not exist", e);
    }
    if (e instanceof AccessDeniedException) {
      return new SegmentException(
          Reason.NO_ACCESS, "Segment " + path + " may not be opened by this process: " + e, e);
    }
    return new SegmentException(Reason.IO, "Segment " + path + " cannot be used: " + e, e);
  }
}
