// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that lack a right. Root has every right, so those that run as root have given those up.
 */
@Timeout(120)
class PermissionsIT {

  @ParameterizedTest
  @EnumSource(Language.class)
  void shouldCopyWithNoMoreThanTheRightToRead(Language reader) throws Exception {
    try (Ring ring = new Ring();
        Peer writer = written(ring)) {
      allow(ring.path(), "r--r--r--");
      allow(ring.table(), "r--r--r--");
      try (Peer reading = reader.withoutRights().read(ring, 100, "--loan", "--seconds", "30")) {
        assertThat(reading.exitCode()).as(reading.output()).isZero();
        assertThat(reading.number("accepted")).isEqualTo(100);
        assertThat(reading.number("loans")).as("they are copies").isZero();
      }
      assertThat(writer.alive()).as(writer.output()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  // A Java reader says what is wrong and goes on looking; the other two throw.
  void shouldSayThatTheWriterCannotWaitForAReaderWithoutATable(Language reader) throws Exception {
    try (Ring ring = new Ring();
        Peer writer = written(ring)) {
      allow(ring.table(), "r--r--r--");
      try (Peer reading =
          reader.withoutRights().read(ring, 5, "--awaited", "--all", "--seconds", "2")) {
        // A process that waits for its ring to become what it wants, or one that says what is
        // wrong.
        assertThat(reading.exitCode()).as(reading.output()).isNotEqualTo(1);
        assertThat(reading.output()).doesNotContain("\"accepted\":5");
      }
      assertThat(writer.alive()).as(writer.output()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void shouldSayThatItMayNotWrite(Language writer) throws Exception {
    try (Ring ring = new Ring()) {
      written(ring).kill();
      allow(ring.path(), "r--r--r--");
      try (Peer writing = writer.withoutRights().write(ring, 1, 1000)) {
        assertThat(writing.exitCode()).as(writing.output()).isEqualTo(2);
        assertThat(writing.output()).contains(ring.path().toString()).doesNotContain("\tat ");
      }
      assertThat(ring.files()).as("segment, table, lock").hasSize(3);
    }
  }

  private static Peer written(Ring ring) throws IOException {
    Peer writer = Language.CPP.writeOn(ring, 1000);
    try (Survivor survivor = new Survivor(ring, false)) {
      survivor.awaitMoreThan(0);
    }
    return writer;
  }

  private static void allow(Path file, String rights) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }
}
