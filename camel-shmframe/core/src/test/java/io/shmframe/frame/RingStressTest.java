// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.memory.SegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer at full speed and readers that check every byte, and beside them one that checks nothing
 * and so must see torn frames.
 */
@Timeout(60)
class RingStressTest {

  private static final int BYTES = 32 * 1024;
  private static final FrameGeometry GEOMETRY = FrameGeometry.bytes(BYTES);
  private static final long ENOUGH = 150;

  @TempDir Path folder;

  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Work of a thread of the test. */
  private interface Work {
    void run() throws Exception;
  }

  private void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
                done.set(true);
              }
            });
    threads.add(thread);
    thread.start();
  }

  private static void fill(ByteBuffer pixels, long number) {
    for (int at = 0; at < BYTES; at += Long.BYTES) {
      pixels.putLong(at, number * 0x9E3779B97F4A7C15L + at);
    }
  }

  private static boolean whole(ByteBuffer pixels, long number) {
    for (int at = 0; at < BYTES; at += Long.BYTES) {
      if (pixels.getLong(at) != number * 0x9E3779B97F4A7C15L + at) {
        return false;
      }
    }
    return true;
  }

  private void writing(Path path) throws IOException {
    try (RingWriter writer = new RingWriter(path, RingFixture.slots(5))) {
      for (long number = 1; !done.get(); number++) {
        try (FrameClaim claim = writer.claim(GEOMETRY, RingFixture.at(number))) {
          fill(claim.pixels().order(ByteOrder.LITTLE_ENDIAN), number);
          claim.commit();
        }
      }
    }
  }

  private void copying(Path path, Delivery delivery, AtomicLong accepted) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (RingReader reader = new RingReader(path, options(delivery).withLoans(0))) {
      while (!done.get()) {
        if (reader.await(geometry -> target, 10_000_000) == Look.FRAME) {
          assertThat(whole(target, reader.info().sequence().getAsLong())).isTrue();
          accepted.incrementAndGet();
        }
      }
    }
  }

  private void lending(Path path, Delivery delivery, AtomicLong accepted) throws IOException {
    try (RingReader reader = new RingReader(path, options(delivery))) {
      while (!done.get()) {
        if (reader.awaitInPlace(10_000_000) == Look.FRAME) {
          long number = reader.info().sequence().getAsLong();
          try (FrameView loan = reader.loan()) {
            ByteBuffer pixels = loan.pixels().order(ByteOrder.LITTLE_ENDIAN);
            boolean before = whole(pixels, number);
            Thread.yield();
            assertThat(before && whole(pixels, number) && loan.intact()).isTrue();
            if (loan.shared()) {
              accepted.incrementAndGet();
            }
          }
        }
      }
    }
  }

  private static RingReaderOptions options(Delivery delivery) {
    return RingReaderOptions.defaults()
        .withDelivery(delivery)
        .withReattachInterval(Duration.ofMillis(10));
  }

  /** Takes what lies in the slot that is next, as one would who knows of no lock. */
  private void naive(Path path, AtomicLong torn) throws InterruptedException {
    ByteBuffer target = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (!done.get()) {
      try {
        RingSegment segment = RingSegment.open(path, false);
        while (!done.get()) {
          int slot = segment.layout().slot(segment.head() + 2);
          int at = segment.layout().payload(slot);
          target.put(0, segment.memory(), at, BYTES);
          long number = target.getLong(0) * 0xF1DE83E19937733DL;
          if (!whole(target, number)) {
            torn.incrementAndGet();
          }
        }
        segment.release();
      } catch (SegmentException e) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void shouldDeliverEveryByteRight() throws Exception {
    Path path = folder.resolve("ring");
    AtomicLong[] accepted = new AtomicLong[4];
    for (int i = 0; i < accepted.length; i++) {
      accepted[i] = new AtomicLong();
    }
    AtomicLong torn = new AtomicLong();
    start(() -> writing(path));
    start(() -> copying(path, Delivery.LATEST, accepted[0]));
    start(() -> copying(path, Delivery.ALL, accepted[1]));
    start(() -> lending(path, Delivery.LATEST, accepted[2]));
    start(() -> lending(path, Delivery.ALL, accepted[3]));
    start(() -> naive(path, torn));
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!done.get() && System.nanoTime() < deadline && !enough(accepted, torn)) {
      Thread.sleep(5);
    }
    done.set(true);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failure.get()).isNull();
    for (AtomicLong each : accepted) {
      assertThat(each.get()).isGreaterThanOrEqualTo(ENOUGH);
    }
    assertThat(torn.get()).as("frames that the naive reader took torn").isPositive();
  }

  private static boolean enough(AtomicLong[] accepted, AtomicLong torn) {
    boolean enough = torn.get() > 0;
    for (AtomicLong each : accepted) {
      enough &= each.get() >= ENOUGH;
    }
    return enough;
  }
}
