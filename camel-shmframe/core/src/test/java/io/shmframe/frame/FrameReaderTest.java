// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Preset;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class FrameReaderTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Everything at once: tests do not wait for the next look at the name. */
  private static final ReaderOptions OPTIONS =
      ReaderOptions.defaults().withReattachInterval(Duration.ofNanos(1));

  @TempDir Path folder;

  private FrameReader reader;
  private byte[] taken;
  private Runnable beforeCopy = () -> {};

  @AfterEach
  void close() {
    if (reader != null) {
      reader.close();
    }
  }

  private Path path() {
    return folder.resolve("segment");
  }

  private RawSegment segment() {
    return new RawSegment(path(), 24 + 4096);
  }

  private FrameReader open(ReaderOptions options) {
    reader = new FrameReader(path(), Preset.FRAMEHEADER.layout(), options);
    return reader;
  }

  private Look look() throws TornFrameException {
    return reader.look(this::memory);
  }

  private ByteBuffer memory(FrameGeometry geometry) {
    taken = new byte[(int) geometry.bytes()];
    beforeCopy.run();
    return ByteBuffer.wrap(taken);
  }

  private Reason reason() {
    return ((SegmentException) reader.problem().orElseThrow()).reason();
  }

  @Test
  void shouldTakeAWholeFrameWithItsHeader() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1_763_696_400_123L, 7);
      open(OPTIONS);

      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).hasSize(96).containsOnly(7);
      assertThat(reader.info().geometry()).isEqualTo(new FrameGeometry(8, 4, 16));
      assertThat(reader.info().timestampMillis()).isEqualTo(1_763_696_400_123L);
      assertThat(reader.info().timestampNanos()).isEqualTo(1_763_696_400_123_000_000L);
    }
  }

  @Test
  void shouldTakeAFrameOnce() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      open(OPTIONS);

      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(look()).isEqualTo(Look.NOTHING);
      segment.frame(8, 4, 3, 2, 8);
      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).containsOnly(8);
    }
  }

  @Test
  void shouldTakeAFrameWhoseStampIsOlder() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1_000, 7);
      open(OPTIONS);
      look();
      segment.frame(8, 4, 3, 5, 8);

      assertThat(look()).as("a clock that was set back is no reason to stop").isEqualTo(Look.FRAME);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, WRITING", "2, INVALID", "-1, INVALID", "256, INVALID"})
  void shouldNotTouchAFrameWhoseFlagIsNotOne(int valid, Look found) throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      segment.valid(valid);
      open(OPTIONS);

      assertThat(look()).isEqualTo(found);
      assertThat(taken).isNull();
      assertThat(look()).as("once is enough").isIn(Look.WRITING, Look.NOTHING);
      if (found == Look.INVALID) {
        assertThat(reader.problem().orElseThrow())
            .hasMessageContaining("valid=" + (valid & 0xFFFF_FFFFL))
            .hasMessageContaining("expected 0 or 1");
      }
    }
  }

  @Test
  void shouldNotTakeAnythingWhereTheWriterStopsAfterAnyOfItsStores() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      open(OPTIONS);
      look();

      segment.valid(0);
      assertThat(look()).isEqualTo(Look.WRITING);
      segment.header(8, 4, 3, 2);
      assertThat(look()).isEqualTo(Look.WRITING);
      segment.pixels(0, 48, 8);
      assertThat(look()).isEqualTo(Look.WRITING);
      segment.pixels(48, 96, 8);
      assertThat(look()).isEqualTo(Look.WRITING);
      segment.valid(1);
      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).containsOnly(8);
    }
  }

  /**
   * The writer comes between the look at the header and the copy, and is at every one of its steps
   * when it ends.
   */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4"})
  void shouldRejectAFrameThatIsBeingOverwritten(int steps) throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      open(OPTIONS);
      beforeCopy =
          () -> {
            segment.valid(0);
            if (steps > 1) {
              segment.header(8, 4, 3, 2);
            }
            if (steps > 2) {
              segment.pixels(0, 48, 8);
            }
            if (steps > 3) {
              segment.pixels(48, 96, 8);
              segment.valid(1);
            }
          };

      assertThat(look()).isEqualTo(Look.TORN);
      assertThat(reader.counters().torn()).isEqualTo(1);
      assertThat(reader.counters().delivered()).isZero();
    }
  }

  @Test
  void shouldCountRejectedLooksWithTheNextFrame() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      open(OPTIONS);
      beforeCopy = () -> segment.frame(8, 4, 3, 2, 8);
      assertThat(look()).isEqualTo(Look.TORN);
      beforeCopy = () -> {};

      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(reader.info().torn()).isEqualTo(1);
      assertThat(taken).containsOnly(8);
      segment.frame(8, 4, 3, 3, 9);
      look();
      assertThat(reader.info().torn()).isZero();
    }
  }

  /**
   * Two writes with one stamp, the second one in the middle of the copy: what {@code stamp} cannot
   * see. The memory that the frame is copied to tells how far the copy has come, so the writer can
   * strike exactly there.
   */
  @Test
  void shouldSeeASecondWriteWithTheSameStampByComparing() throws Exception {
    assertThat(tornDeliveries(VerifyMode.STAMP)).as("what the comparison is for").isPositive();
    assertThat(tornDeliveries(VerifyMode.COMPARE)).isZero();
    assertThat(tornDeliveries(VerifyMode.AUTO)).isZero();
  }

  private int tornDeliveries(VerifyMode verify) throws Exception {
    int bytes = 16 << 20;
    VarHandle element = MethodHandles.arrayElementVarHandle(byte[].class);
    int delivered = 0;
    int struck = 0;
    Files.deleteIfExists(path());
    try (RawSegment segment = new RawSegment(path(), 24 + bytes);
        FrameReader racing =
            new FrameReader(path(), Preset.FRAMEHEADER.layout(), OPTIONS.withVerify(verify))) {
      byte[] copy = new byte[bytes];
      for (int attempt = 1; attempt <= 60; attempt++) {
        Arrays.fill(copy, (byte) 0);
        segment.frame(4096, 4096, 1, attempt, 7);
        Thread writer =
            new Thread(
                () -> {
                  while ((byte) element.getOpaque(copy, 1 << 18) != 7) {
                    Thread.onSpinWait();
                  }
                  // The end, which the copy has not reached, and the start, which it has passed.
                  segment.valid(0);
                  segment.pixels(bytes - 64, bytes, 8);
                  segment.pixels(0, 64, 8);
                  segment.valid(1);
                });
        writer.start();
        Look found = racing.look(geometry -> ByteBuffer.wrap(copy));
        writer.join();
        if (copy[0] == 7 && copy[bytes - 1] == 8) {
          struck++;
          delivered += found == Look.FRAME ? 1 : 0;
        }
      }
    }
    assertThat(struck).as("the writer must have struck in the middle of a copy").isPositive();
    return delivered;
  }

  @Test
  void shouldDeliverTornFramesWhereItIsToldNotToLook() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      open(OPTIONS.withVerify(VerifyMode.NONE));
      beforeCopy = () -> segment.pixels(48, 96, 8);

      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).contains(7).contains(8);
    }
  }

  @Test
  void shouldNotEvenLookAtTheFlagWhereItIsToldNotTo() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      segment.valid(0);
      open(OPTIONS.withVerify(VerifyMode.NONE));

      assertThat(look()).isEqualTo(Look.FRAME);
    }
  }

  @Test
  void shouldCountEachFrameThatItSeesInTheMakingOnce() throws Exception {
    try (RawSegment segment = segment()) {
      open(OPTIONS);
      for (int stamp = 1; stamp <= 3; stamp++) {
        segment.frame(8, 4, 3, stamp, 7);
        segment.valid(0);
        assertThat(look()).isEqualTo(Look.WRITING);
        assertThat(look()).isEqualTo(Look.WRITING);
      }

      assertThat(reader.counters().unfinished()).isEqualTo(3);
    }
  }

  @Test
  void shouldGiveATornFrameUpWithSkip() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      open(OPTIONS.withOnTorn(TornPolicy.SKIP));
      beforeCopy = () -> segment.valid(0);
      assertThat(look()).isEqualTo(Look.TORN);
      beforeCopy = () -> {};
      segment.valid(1);

      assertThat(look()).isEqualTo(Look.NOTHING);
      segment.frame(8, 4, 3, 2, 8);
      assertThat(look()).isEqualTo(Look.FRAME);
    }
  }

  @Test
  void shouldThrowAtATornFrameWithFail() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 41, 7);
      open(OPTIONS.withOnTorn(TornPolicy.FAIL));
      beforeCopy = () -> segment.valid(0);

      assertThatThrownBy(this::look)
          .isInstanceOf(TornFrameException.class)
          .hasMessageContaining("41")
          .hasMessageContaining(path().toString());
    }
  }

  @Test
  void shouldAskForNewMemoryOnlyAfterADelivery() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      open(OPTIONS);
      beforeCopy = () -> segment.frame(8, 4, 3, 2, 8);
      assertThat(look()).isEqualTo(Look.TORN);
      byte[] first = taken;
      assertThat(look()).isEqualTo(Look.FRAME);

      assertThat(taken).isSameAs(first);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4, 3",
    "8, 0, 3",
    "8, 4, 0",
    "-8, 4, 3",
    "8, 4, 513",
    "8, 171, 3",
    "4097, 1, 1",
    "2147483647, 2147483647, 512",
    "65536, 65536, 1",
    "1073741824, 4, 1"
  })
  void shouldRefuseAHeaderThatCannotBeTrue(int width, int height, int channels) throws Exception {
    try (RawSegment segment = segment()) {
      segment.header(width, height, channels, 5);
      segment.valid(1);
      open(OPTIONS);

      assertThat(look()).isEqualTo(Look.INVALID);
      assertThat(reader.problem().orElseThrow())
          .isInstanceOf(LayoutException.class)
          .hasMessageContaining(path().toString());
      assertThat(look()).as("once for each frame").isEqualTo(Look.NOTHING);
      segment.frame(8, 4, 3, 6, 7);
      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(reader.problem()).isEmpty();
      assertThat(reader.counters().invalid()).isEqualTo(1);
    }
  }

  @Test
  void shouldTakeTheLargestFrameThatFits() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(64, 64, 1, 5, 9);
      open(OPTIONS);

      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).hasSize(4096).containsOnly(9);
    }
  }

  @Test
  void shouldNameBothWhereTheHeaderAndTheUserDiffer() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 5, 9);
      open(OPTIONS.withExpected(new ExpectedGeometry(8, 6, 3)));

      assertThat(look()).isEqualTo(Look.INVALID);
      assertThat(reader.problem().orElseThrow())
          .hasMessageContaining("height=4")
          .hasMessageContaining("height=6");
    }
  }

  @Test
  void shouldLiveThroughAMemoryThatDoesNotSuffice() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 5, 9);
      open(OPTIONS);
      beforeCopy =
          () -> {
            throw new OutOfMemoryError("Java heap space");
          };
      assertThat(look()).isEqualTo(Look.INVALID);
      assertThat(reader.problem().orElseThrow()).hasMessageContaining("96 bytes");
      beforeCopy = () -> {};

      segment.frame(8, 4, 3, 6, 9);
      assertThat(look()).isEqualTo(Look.FRAME);
    }
  }

  /**
   * With the same seed the same 200,000 headers each time; every one is looked at and none is an
   * exception.
   */
  @ParameterizedTest
  @CsvSource({"20261121, 200000", "0, 20000"})
  void shouldLiveThroughRandomHeaders(long fixedSeed, int count) throws Exception {
    long seed = fixedSeed == 0 ? new Random().nextLong() : fixedSeed;
    Random random = new Random(seed);
    int frames = 0;
    int refused = 0;
    try (RawSegment segment = segment()) {
      open(OPTIONS.withReattachInterval(Duration.ofSeconds(1)));
      for (int i = 0; i < count; i++) {
        segment.header(dimension(random), dimension(random), dimension(random), random.nextLong());
        segment.valid(1);
        Look found = look();
        if (found == Look.FRAME) {
          frames++;
          assertThat((long) taken.length).as("seed %d", seed).isLessThanOrEqualTo(4096);
        } else {
          assertThat(found).as("seed %d, header %d", seed, i).isEqualTo(Look.INVALID);
          refused++;
        }
      }
    }
    System.out.println("seed " + seed + ": " + frames + " frames, " + refused + " refused");
    assertThat(frames).isGreaterThan(count / 100);
    assertThat(refused).isGreaterThan(count / 10);
  }

  private static int dimension(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(64);
      case 2 -> 1 << random.nextInt(32);
      default -> 1 + random.nextInt(8);
    };
  }

  @Test
  void shouldWaitForASegmentThatIsNotThereYet() throws Exception {
    open(OPTIONS);
    assertThat(look()).isEqualTo(Look.DETACHED);
    assertThat(reason()).isEqualTo(Reason.MISSING);
    Files.createFile(path());
    assertThat(look()).as("created, but not sized yet").isEqualTo(Look.DETACHED);
    assertThat(reason()).isEqualTo(Reason.MISSING);

    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(reader.problem()).isEmpty();
    }
  }

  @Test
  void shouldSayOnceWhyItWaits() throws Exception {
    open(OPTIONS.withReattachInterval(Duration.ofMillis(5)));

    assertThat(reader.await(this::memory, SECOND)).isEqualTo(Look.DETACHED);
    Exception first = reader.problem().orElseThrow();
    long before = System.nanoTime();
    assertThat(reader.await(this::memory, SECOND / 20)).isEqualTo(Look.DETACHED);
    assertThat(System.nanoTime() - before)
        .as("the second wait lasts as long as it may")
        .isGreaterThanOrEqualTo(SECOND / 20);
    assertThat(reader.problem()).containsSame(first);
  }

  @Test
  void shouldFollowTheNameToANewFile() throws Exception {
    try (RawSegment old = segment()) {
      old.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      look();
    }
    Files.delete(path());
    assertThat(look()).isEqualTo(Look.NOTHING);

    try (RawSegment fresh = segment()) {
      assertThat(look()).as("nothing old as new").isEqualTo(Look.WRITING);
      fresh.frame(8, 4, 3, 11, 8);
      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).containsOnly(8);
      assertThat(reader.counters().reattached()).isEqualTo(1);
    }
  }

  @Test
  void shouldNotDeliverTheFrameOfARenamedCopyAgain() throws Exception {
    try (RawSegment old = segment()) {
      old.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      look();
    }
    Path copy = Files.copy(path(), folder.resolve("copy"));
    Files.move(copy, path(), StandardCopyOption.ATOMIC_MOVE);

    assertThat(look()).isEqualTo(Look.NOTHING);
    assertThat(reader.counters().reattached()).isEqualTo(1);
  }

  @Test
  void shouldGoOnWithAWriterWhoseNameWasRemoved() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      look();
      Files.delete(path());
      segment.frame(8, 4, 3, 11, 8);

      assertThat(look()).isEqualTo(Look.FRAME);
    }
  }

  @Test
  void shouldFollowASegmentThatGrows() throws Exception {
    try (RawSegment small = segment()) {
      small.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      look();
    }
    try (RawSegment large = new RawSegment(path(), 24 + 8192)) {
      large.frame(64, 128, 1, 11, 8);

      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).hasSize(8192).containsOnly(8);
      assertThat(reader.counters().reattached()).as("it is the same file").isZero();
    }
  }

  @Test
  void shouldLiveThroughASegmentThatIsCutAndComesBack() throws Exception {
    int bytes = 4 << 20;
    try (RawSegment segment = new RawSegment(path(), 24 + bytes)) {
      segment.frame(2048, 2048, 1, 10, 7);
      open(OPTIONS);
      beforeCopy = () -> truncate(segment, 10);

      assertThat(look()).isEqualTo(Look.DETACHED);
      assertThat(reason()).isEqualTo(Reason.TRUNCATED);
      beforeCopy = () -> {};
      assertThat(look()).isEqualTo(Look.DETACHED);
      assertThat(reason()).isEqualTo(Reason.TOO_SMALL);
      assertThat(reader.problem().orElseThrow())
          .hasMessageContaining("10 bytes")
          .hasMessageContaining("24");
    }
    try (RawSegment segment = new RawSegment(path(), 24 + bytes)) {
      segment.frame(2048, 2048, 1, 11, 8);
      assertThat(look()).isEqualTo(Look.FRAME);
      assertThat(taken).containsOnly(8);
    }
  }

  private static void truncate(RawSegment segment, long bytes) {
    try {
      segment.channel.truncate(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void shouldSayWhatTheNameBelongsToInstead() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
    }
    open(OPTIONS);
    look();
    Files.delete(path());
    Files.createDirectory(path());
    assertThat(look()).isEqualTo(Look.DETACHED);
    assertThat(reason()).isEqualTo(Reason.NOT_A_FILE);
    Files.delete(path());
    Files.createSymbolicLink(path(), folder.resolve("elsewhere"));
    assertThat(look()).isEqualTo(Look.DETACHED);
    assertThat(reason()).isEqualTo(Reason.SYMBOLIC_LINK);
    Files.delete(path());

    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 11, 8);
      assertThat(look()).isEqualTo(Look.FRAME);
    }
  }

  @Test
  void shouldCountFramesThatPassUnderTheEyesOfAnother() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      look();
      for (int stamp = 11; stamp <= 15; stamp++) {
        segment.frame(8, 4, 3, stamp, stamp);
        reader.observe();
        reader.observe();
      }
      look();

      assertThat(taken).containsOnly(15);
      assertThat(reader.info().missed()).isEqualTo(4);
      assertThat(reader.counters().missed()).isEqualTo(4);
      segment.frame(8, 4, 3, 16, 16);
      look();
      assertThat(reader.info().missed()).isZero();
    }
  }

  @Test
  void shouldLendAFrameInPlace() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS);

      assertThat(reader.lookInPlace()).isEqualTo(Look.FRAME);
      try (FrameView loan = reader.loan()) {
        assertThat(loan.pixels().isReadOnly()).isTrue();
        assertThat(loan.pixels().remaining()).isEqualTo(96);
        assertThat(loan.pixels().get(95)).isEqualTo((byte) 7);
        assertThat(loan.intact()).isTrue();
        assertThat(loan.stride()).isEqualTo(24);
        assertThat(loan.timestampNanos()).isEqualTo(10_000_000);
      }
    }
  }

  @Test
  void shouldSayThatALoanWasOverwritten() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      reader.lookInPlace();
      try (FrameView loan = reader.loan()) {
        segment.frame(8, 4, 3, 11, 8);

        assertThat(loan.intact()).isFalse();
        ByteBuffer target = ByteBuffer.allocate(96);
        assertThatThrownBy(() -> loan.copyTo(target)).isInstanceOf(TornFrameException.class);
        assertThat(target.position()).isZero();
      }
    }
  }

  @Test
  void shouldKeepALoanMappedWhenTheReaderIsClosed() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      reader.lookInPlace();
      FrameView loan = reader.loan();
      reader.close();
      ByteBuffer target = ByteBuffer.allocate(96);
      loan.copyTo(target);
      assertThat(target.array()).containsOnly(7);

      loan.close();
      loan.close();
      assertThatThrownBy(loan::pixels).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(loan::intact).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldNotCrashOnALoanWhoseSegmentIsCut() throws Exception {
    try (RawSegment segment = new RawSegment(path(), 24 + (4 << 20))) {
      segment.frame(2048, 2048, 1, 10, 7);
      open(OPTIONS);
      reader.lookInPlace();
      try (FrameView loan = reader.loan()) {
        segment.channel.truncate(10);

        assertThat(loan.intact()).isFalse();
        assertThatThrownBy(() -> loan.copyTo(ByteBuffer.allocate(4 << 20)))
            .isInstanceOf(TornFrameException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Waits.class)
  void shouldFindANewFrameWithEveryWaitStrategy(Waits waits) throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS.withWaiting(waits.strategy));
      look();
      Thread writer =
          new Thread(
              () -> {
                sleep(50);
                segment.frame(8, 4, 3, 11, 8);
              });
      writer.start();

      assertThat(reader.await(this::memory, 20 * SECOND)).isEqualTo(Look.FRAME);
      assertThat(taken).containsOnly(8);
      writer.join();
    }
  }

  enum Waits {
    SPIN(WaitStrategy.spin()),
    YIELD(WaitStrategy.yielding()),
    SLEEP(WaitStrategy.sleep(Duration.ofMillis(1))),
    BACKOFF(WaitStrategy.backoff(Duration.ofMillis(1)));

    private final WaitStrategy strategy;

    Waits(WaitStrategy strategy) {
      this.strategy = strategy;
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldLookOftenWhenAFrameIsDueAndSeldomBefore() {
    Rhythm rhythm = new Rhythm();
    long ms = 1_000_000;
    assertThat(rhythm.due(100 * ms)).as("nothing is known").isFalse();
    assertThat(rhythm.untilDue(100 * ms)).isZero();
    for (int frame = 1; frame <= 10; frame++) {
      rhythm.beat(frame * 32 * ms);
    }

    assertThat(rhythm.untilDue(320 * ms)).isEqualTo(31 * ms);
    assertThat(rhythm.due(330 * ms)).isFalse();
    assertThat(rhythm.due(352 * ms)).isTrue();
    assertThat(rhythm.untilDue(352 * ms)).isZero();
    assertThat(rhythm.due(360 * ms)).as("it is late").isFalse();
  }

  @Test
  void shouldNotWaitLongerThanItMayWhateverTheStrategy() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS.withWaiting(WaitStrategy.sleep(Duration.ofHours(1))));
      look();

      assertThat(reader.await(this::memory, SECOND / 10)).isEqualTo(Look.NOTHING);
    }
  }

  @Test
  void shouldEndItsWaitWhenItIsClosedByAnotherThread() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS.withWaiting(WaitStrategy.spin()));
      look();
      Thread closer =
          new Thread(
              () -> {
                sleep(50);
                reader.close();
              });
      closer.start();

      assertThat(reader.await(this::memory, 100 * SECOND)).isEqualTo(Look.DETACHED);
      closer.join();
    }
  }

  @Test
  void shouldEndItsWaitWhenItIsInterrupted() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 7);
      open(OPTIONS);
      look();
      Thread.currentThread().interrupt();

      assertThat(reader.await(this::memory, 100 * SECOND)).isEqualTo(Look.NOTHING);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
