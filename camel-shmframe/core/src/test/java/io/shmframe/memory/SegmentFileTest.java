// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.memory.SegmentException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SegmentFileTest {

  @TempDir Path folder;

  private SegmentFile create(Path path, long bytes, boolean replace) throws IOException {
    return SegmentFile.create(path, bytes, PosixFilePermissions.fromString("rw-r-----"), replace);
  }

  @Test
  void shouldCreateAFileOfZerosThatIsReallyAllocated() throws Exception {
    Path path = folder.resolve("segment");
    try (SegmentFile file = create(path, 3_000_000, false)) {
      assertThat(file.size()).isEqualTo(3_000_000);
      assertThat((Long) Files.getAttribute(path, "unix:size")).isEqualTo(3_000_000);
      assertThat(Files.readAllBytes(path)).containsOnly(0);
      assertThat(blocks(path) * 512L).isGreaterThanOrEqualTo(3_000_000);
    }
  }

  private static long blocks(Path path) throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b", path.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes()).trim());
  }

  @Test
  void shouldGiveExactlyThePermissionsThatWereAskedFor() throws Exception {
    Path path = folder.resolve("segment");
    try (SegmentFile file =
        SegmentFile.create(path, 100, PosixFilePermissions.fromString("rw-rw-rw-"), false)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
          .isEqualTo("rw-rw-rw-");
    }
  }

  @Test
  void shouldLeaveNoTemporaryFileBehind() throws Exception {
    Path path = folder.resolve("segment");
    create(path, 100, false).close();
    assertThatThrownBy(() -> create(path, 100, false))
        .isInstanceOf(FileAlreadyExistsException.class);
    create(path, 100, true).close();

    try (Stream<Path> found = Files.list(folder)) {
      assertThat(found).containsExactly(path);
    }
  }

  @Test
  void shouldKeepAFileThatCameFirst() throws Exception {
    Path path = Files.writeString(folder.resolve("segment"), "mine");

    assertThatThrownBy(() -> create(path, 100, false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(path).hasContent("mine");
  }

  @Test
  void shouldReplaceAFileWithoutTouchingTheOldOne() throws Exception {
    Path path = Files.writeString(folder.resolve("segment"), "mine");
    try (SegmentFile old = SegmentFile.openForReading(path);
        SegmentFile fresh = create(path, 100, true)) {
      assertThat(old.size()).isEqualTo(4);
      assertThat(fresh.identity().sameFile(old.identity())).isFalse();
      assertThat(SegmentFile.identify(path).sameFile(fresh.identity())).isTrue();
    }
  }

  @Test
  void shouldUnlinkItsOwnFileOnly() throws Exception {
    Path path = folder.resolve("segment");
    try (SegmentFile first = create(path, 100, false);
        SegmentFile second = create(path, 100, true)) {
      first.unlink();
      assertThat(path).as("the name is the second file's by now").exists();
      second.unlink();
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void shouldSayThatAFileIsMissing() {
    assertRefused(Reason.MISSING, "does not exist", folder.resolve("absent"));
  }

  @Test
  void shouldNotOpenADirectory() throws IOException {
    assertRefused(
        Reason.NOT_A_FILE, "a directory", Files.createDirectory(folder.resolve("directory")));
  }

  @Test
  void shouldNotFollowASymbolicLink() throws IOException {
    Path target = Files.write(folder.resolve("target"), new byte[100]);
    assertRefused(
        Reason.SYMBOLIC_LINK,
        "symbolic link",
        Files.createSymbolicLink(folder.resolve("link"), target));
  }

  @Test
  void shouldNotWaitForTheOtherEndOfAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertRefused(Reason.NOT_A_FILE, "a pipe", pipe);
  }

  @Test
  void shouldSayHowMuchSpaceIsMissing() throws Exception {
    // A limit on the file's size is the full file system that every user can make.
    Path path = folder.resolve("segment");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process limited =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 100; trap '' XFSZ; exec \"$@\"",
                "limited",
                java.toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Creator.class.getName(),
                path.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(limited.getInputStream().readAllBytes());

    assertThat(limited.waitFor()).as(said).isEqualTo(3);
    assertThat(said).contains("1000000").contains(path.toString());
    try (Stream<Path> found = Files.list(folder)) {
      assertThat(found).isEmpty();
    }
  }

  /** Creates a segment of a million bytes in a process of its own, and says what became of it. */
  static final class Creator {

    public static void main(String[] args) throws Exception {
      try {
        SegmentFile.create(Path.of(args[0]), 1_000_000, Set.of(), false).close();
      } catch (SegmentException e) {
        System.out.println(e.reason() + " " + e.getMessage());
        System.exit(3);
      }
    }
  }

  private static void assertRefused(Reason reason, String word, Path path) {
    for (ThrowingCallable open :
        new ThrowingCallable[] {
          () -> SegmentFile.openForReading(path), () -> SegmentFile.openForWriting(path)
        }) {
      assertThatThrownBy(open)
          .isInstanceOfSatisfying(
              SegmentException.class, e -> assertThat(e.reason()).isEqualTo(reason))
          .hasMessageContaining(word)
          .hasMessageContaining(path.toString());
    }
  }
}
