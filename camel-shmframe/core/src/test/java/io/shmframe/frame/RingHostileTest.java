// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.all;
import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.layout.PixelFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that writes anything it likes into descriptors and the table. */
@Timeout(60)
class RingHostileTest {

  private static final int DESCRIPTOR = 4096 + 2048;
  private static final int[] FIELDS = {
    64, 72, 80, 112, 120, 128, 136, 144, 152, 160, 168, 184, 192, 200, 208, 216, 256, 264, 272, 280,
    288, 296, 528, 536, 576
  };

  @TempDir Path folder;

  /** Values at the borders of what may be, and beyond. */
  private static long value(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(6);
      case 2 -> random.nextInt(5000);
      case 3 -> 1L << random.nextInt(64);
      case 4 -> (1L << random.nextInt(64)) - 1;
      case 5 -> -random.nextInt(100);
      case 6 -> PixelFormat.values()[random.nextInt(PixelFormat.values().length)].code();
      case 7 -> Integer.MAX_VALUE - random.nextInt(3);
      default -> 4096 - random.nextInt(3);
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 0})
  void shouldDeliverWithinTheSlotOrSayWhyNot(long fixed) throws Exception {
    long seed = fixed == 0 ? System.nanoTime() : fixed;
    System.out.println("RingHostileTest: seed " + seed);
    Random random = new Random(seed);
    Path path = folder.resolve("ring");
    int delivered = 0;
    int invalid = 0;
    try (RingWriter writer = new RingWriter(path, slots(4).withCapacity(4096));
        RingReader copying = new RingReader(path, all().withLoans(0));
        RingReader lending = new RingReader(path, all())) {
      write(writer, 1);
      try (RawSegment raw = new RawSegment(path, 12_288 + 4 * 4096)) {
        byte[] good = new byte[2048];
        raw.memory.get(DESCRIPTOR, good);
        long ticket = 1;
        for (int round = 0; round < 2_000; round++, ticket += 4) {
          raw.memory.put(DESCRIPTOR, good);
          raw.memory.putLong(DESCRIPTOR + 64, ticket);
          raw.memory.putLong(DESCRIPTOR + 112, 96 + random.nextInt(4000));
          raw.memory.putLong(DESCRIPTOR + 120, random.nextInt(4));
          for (int i = random.nextInt(4); i > 0; i--) {
            raw.memory.putLong(DESCRIPTOR + FIELDS[random.nextInt(FIELDS.length)], value(random));
          }
          raw.memory.putLong(DESCRIPTOR, 2 * ticket);
          raw.memory.putLong(320, ticket);
          Look copied = copying.look(geometry -> ByteBuffer.allocate((int) geometry.bytes()));
          Look lent = lending.lookInPlace();
          assertThat(copied).isIn(Look.FRAME, Look.INVALID);
          assertThat(lent).isEqualTo(copied);
          if (lent == Look.FRAME) {
            try (FrameView loan = lending.loan()) {
              assertThat(loan.pixels().remaining()).isLessThanOrEqualTo(4096);
            }
            delivered++;
          } else {
            assertThat(copying.problem().get()).hasMessageContaining("ring");
            invalid++;
          }
        }
      }
    }
    assertThat(delivered).isGreaterThan(200);
    assertThat(invalid).isGreaterThan(200);
  }

  private Path table() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "ring~readers-*")) {
      return found.iterator().next();
    }
  }

  @Test
  void shouldWriteWhateverTheTableSays() throws Exception {
    Path path = folder.resolve("ring");
    Random random = new Random(5);
    try (RingWriter writer = new RingWriter(path, slots(8));
        RingReader reader = new RingReader(path, latest().withLoans(0))) {
      write(writer, 1);
      // Opened by another process in reality: closing it here costs nobody a lock, since no entry
      // is taken.
      try (RawSegment raw = new RawSegment(table(), 128 + 128 * 5)) {
        for (int round = 0; round < 200; round++) {
          for (int entry = 0; entry < 5; entry++) {
            raw.memory.putLong(128 + 128 * entry, value(random));
            raw.memory.putLong(128 + 128 * entry + 8, value(random));
          }
          write(writer, round);
          assertThat(RingFixture.value(reader)).isEqualTo((byte) round);
        }
      }
    }
  }
}
