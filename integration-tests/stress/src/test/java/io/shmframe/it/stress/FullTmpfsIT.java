// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A full {@code /dev/shm}: {@code .ci/run} mounts a tmpfs of 512 KiB and names it with {@code
 * -Dinterop.tmpfs}.
 */
@Timeout(120)
class FullTmpfsIT {

  private static final int PICTURE = 640 * 404 * 3;

  private final Path small =
      Path.of(Objects.requireNonNull(System.getProperty("interop.tmpfs"), "-Dinterop.tmpfs"));

  @ParameterizedTest
  @EnumSource(Language.class)
  void shouldSayHowManyBytesAreMissingAndLeaveNothingBehind(Language writer) {
    try (Ring ring = new Ring(small)) {
      try (Peer writing = writer.write(ring, 1, PICTURE)) {
        assertThat(writing.exitCode()).as(writing.output()).isEqualTo(2);
        // A page of figures, the descriptors of four frames, and those in whole pages.
        int slot = (PICTURE + 4095) / 4096 * 4096;
        assertThat(writing.output())
            .contains(ring.path().toString())
            .contains("" + (4096 + 4 * 2048 + 4L * slot))
            .doesNotContain("\tat ");
      }
      assertThat(ring.files()).as("but the lock, of a few bytes").hasSizeLessThan(2);
      try (Peer writing = writer.write(ring, 5, 1000);
          Peer reading = Language.CPP.read(ring, 5, "--all", "--seconds", "20")) {
        assertThat(writing.exitCode()).as(writing.output()).isZero();
        assertThat(reading.exitCode()).as(reading.output()).isZero();
        assertThat(reading.number("accepted")).isPositive();
      }
    }
  }

  /** The ring that is there stays, when there is no room for a larger one. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void shouldKeepTheRingThatThereIsWhereALargerOneHasNoRoom(Language writer) {
    try (Ring ring = new Ring(small)) {
      try (Peer writing = Language.CPP.write(ring, 5, 1000)) {
        assertThat(writing.exitCode()).as(writing.output()).isZero();
      }
      try (Peer writing = writer.write(ring, 1, PICTURE)) {
        assertThat(writing.exitCode()).as(writing.output()).isEqualTo(2);
      }
      assertThat(ring.files()).as("segment, table, lock").hasSize(3);
      try (Peer reading = Language.JAVA_25.read(ring, 1, "--seconds", "20")) {
        assertThat(reading.exitCode()).as(reading.output()).isZero();
        assertThat(reading.number("last")).isEqualTo(5);
      }
    }
  }
}
