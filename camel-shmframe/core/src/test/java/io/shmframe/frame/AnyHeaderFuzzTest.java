// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.layout.Alignment;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.FieldType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.PixelFormat;
import io.shmframe.layout.Placement;
import io.shmframe.memory.SegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random headers over random bytes: whatever they say, a reader takes a frame, finds none, or says
 * what is wrong, and a writer stays within its stream.
 */
@Timeout(300)
class AnyHeaderFuzzTest {

  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 2_000);
  private static final String[] NAMES = {
    "width",
    "height",
    "channels",
    "type",
    "dtype",
    "ndim",
    "shape",
    "stride",
    "size",
    "format",
    "timestampMs",
    "timestampUs",
    "timestampNs",
    "valid",
    "status",
    "sequence",
    "seqlock",
    "gain",
    "pose"
  };

  @TempDir Path folder;

  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private Optional<HeaderLayout> layout() {
    HeaderLayout.Builder builder = HeaderLayout.builder("fuzz");
    if (random.nextBoolean()) {
      builder.align(Alignment.NATURAL);
    }
    if (random.nextInt(4) == 0) {
      builder.byteOrder(ByteOrder.BIG_ENDIAN);
    }
    List<String> names = new ArrayList<>(Arrays.asList(NAMES));
    Collections.shuffle(names, random);
    // Most have what a picture needs, or nothing would be looked at.
    if (random.nextInt(4) != 0) {
      names.addAll(0, List.of("width", "height", "channels"));
    }
    try {
      for (String name : names.stream().distinct().limit(3 + random.nextInt(7)).toList()) {
        FieldType type = FieldType.values()[random.nextInt(FieldType.values().length)];
        int count = name.equals("shape") || name.equals("pose") ? 1 + random.nextInt(4) : 1;
        if (random.nextInt(8) == 0) {
          builder.skip(1 + random.nextInt(9));
        }
        try {
          if (random.nextInt(10) == 0) {
            builder.fieldAt(name, type, count, random.nextInt(300));
          } else {
            builder.field(name, type, count);
          }
        } catch (LayoutException e) {
          // No field of that type, or not there: the header goes without it.
        }
      }
      if (random.nextInt(4) == 0) {
        builder.dataOffset(random.nextInt(300));
      }
      if (random.nextInt(5) == 0) {
        builder.regions(1 + random.nextInt(3));
      }
      if (random.nextInt(12) == 0) {
        builder.text();
      }
      return Optional.of(builder.build());
    } catch (LayoutException e) {
      return Optional.empty();
    }
  }

  private ExpectedGeometry expected() {
    ExpectedGeometry some =
        new ExpectedGeometry(
            random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0,
            random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0,
            random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0);
    if (random.nextInt(3) == 0) {
      some = some.withElement(any(ElementType.values()));
    }
    if (random.nextInt(6) == 0) {
      some = some.withFormat(any(PixelFormat.values()));
    }
    if (random.nextInt(6) == 0) {
      some = some.withShape(1 + random.nextInt(5), 1 + random.nextInt(5));
    }
    return random.nextInt(6) == 0 ? some.withStride(random.nextInt(64)) : some;
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private Placement placement() {
    int streams = 1 + random.nextInt(3);
    return new Placement(
        streams,
        random.nextInt(streams),
        random.nextBoolean() ? 0 : 400 + random.nextInt(800),
        0,
        0);
  }

  /** Small numbers in most places, so that some headers come out true. */
  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    int kind = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      bytes[i] =
          (byte)
              switch (kind) {
                case 0 -> random.nextInt(256);
                case 1 -> random.nextInt(4) == 0 ? random.nextInt(8) : 0;
                case 2 -> random.nextInt(3);
                default -> i % 4 == 0 ? 1 + random.nextInt(6) : 0;
              };
    }
    return bytes;
  }

  @Test
  void shouldReadAnyBytesByAnyHeader() throws IOException {
    System.out.println("Segments: -Dfuzz.seed=" + seed);
    Path path = folder.resolve("segment");
    Map<Look, Integer> looks = new EnumMap<>(Look.class);
    for (int round = 0; round < ROUNDS; round++) {
      Optional<HeaderLayout> layout = layout();
      if (layout.isEmpty()) {
        continue;
      }
      ReaderOptions options =
          ReaderOptions.defaults()
              .withExpected(expected())
              .withVerify(any(VerifyMode.values()))
              .withReattachInterval(Duration.ofNanos(1));
      FrameReader reader;
      try {
        reader = new FrameReader(path, layout.get(), options.withPlacement(placement()));
      } catch (LayoutException e) {
        continue;
      }
      try (reader) {
        for (int look = 0; look < 3; look++) {
          Files.write(path, bytes(1 + random.nextInt(3000)));
          looks.merge(look(reader), 1, Integer::sum);
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "-Dfuzz.seed=" + seed + ", round " + round + ": " + layout.get(), e);
      }
    }
    System.out.println(looks);
    assertThat(looks.get(Look.FRAME)).as("frames").isGreaterThan(ROUNDS / 100);
    assertThat(looks.get(Look.INVALID))
        .as("headers that cannot be true")
        .isGreaterThan(ROUNDS / 100);
  }

  private Look look(FrameReader reader) throws TornFrameException {
    if (random.nextBoolean()) {
      return reader.look(geometry -> ByteBuffer.allocate((int) geometry.bytes()));
    }
    Look found = reader.lookInPlace();
    if (found == Look.FRAME) {
      try (FrameView loan = reader.loan()) {
        assertThat(loan.pixels().remaining()).isGreaterThanOrEqualTo((int) loan.geometry().bytes());
        loan.intact();
        loan.copyTo(ByteBuffer.allocate((int) loan.geometry().bytes()));
      }
    }
    reader.peek();
    reader.observe();
    return found;
  }

  @Test
  void shouldWriteWithinItsStreamByAnyHeader() throws IOException {
    System.out.println("Writers: -Dfuzz.seed=" + seed);
    Path path = folder.resolve("segment");
    int written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Optional<HeaderLayout> layout = layout();
      if (layout.isEmpty()) {
        continue;
      }
      Placement placement = placement();
      WriterOptions options =
          WriterOptions.defaults()
              .withExpected(expected())
              .withPlacement(placement)
              .withRequestTimeout(Duration.ofNanos(1));
      byte[] before = bytes(1 + random.nextInt(3000));
      Files.write(path, before);
      FrameGeometry geometry =
          random.nextBoolean()
              ? FrameGeometry.of8Bit(
                  1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(4))
              : FrameGeometry.tensor(
                  any(ElementType.values()), 1 + random.nextInt(5), 1 + random.nextInt(5));
      try (FrameWriter writer = new FrameWriter(path, layout.get(), options)) {
        writer.publish(FrameView.of(geometry, ByteBuffer.allocate((int) geometry.bytes())), 1_000);
        written++;
      } catch (LayoutException | SegmentException | HandshakeTimeoutException e) {
        // Said, not done.
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "-Dfuzz.seed=" + seed + ", round " + round + ": " + layout.get(), e);
      }
      Placement where = placement.within(layout.get());
      byte[] after = Files.readAllBytes(path);
      assertThat(after).hasSize(before.length);
      int from = (int) Math.min(after.length, where.baseIn(after.length));
      int to = (int) Math.min(after.length, where.endIn(after.length));
      assertThat(Arrays.equals(before, 0, from, after, 0, from)).as("before the stream").isTrue();
      assertThat(Arrays.equals(before, to, before.length, after, to, after.length))
          .as("behind the stream, -Dfuzz.seed=%d, round %d", seed, round)
          .isTrue();
    }
    assertThat(written).as("frames that were written").isGreaterThan(ROUNDS / 100);
  }
}
