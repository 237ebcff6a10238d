// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.Overflow;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A writer of this process that makes a ring, and stays while its readers are killed. */
final class Source implements AutoCloseable {

  private final RingWriter writer;
  private final Pattern pattern = new Pattern(StepPeer.BYTES);
  private final long pauseNanos;
  private final Thread thread = new Thread(this::write, "source");
  private volatile boolean closing;
  private volatile long published;
  private volatile long longestNanos;
  private volatile Exception failure;

  Source(Ring ring, int slots, Overflow overflow, Duration pause) {
    writer =
        new RingWriter(
            ring.path(),
            RingWriterOptions.defaults()
                .withSlots(slots)
                .withOverflow(overflow)
                .withBlockTimeout(Duration.ofSeconds(60)));
    pauseNanos = pause.toNanos();
    thread.start();
    awaitMore(0);
  }

  private void write() {
    FrameGeometry geometry = FrameGeometry.bytes(StepPeer.BYTES);
    try {
      while (!closing) {
        long began = System.nanoTime();
        try (FrameClaim claim = writer.claim(geometry, FrameTags.ofMillis(0))) {
          claim.pixels().put(0, pattern.of(published + 1), 0, StepPeer.BYTES);
          claim.commit();
        }
        published++;
        longestNanos = Math.max(longestNanos, System.nanoTime() - began);
        if (pauseNanos > 0) {
          LockSupport.parkNanos(pauseNanos);
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  long published() {
    return published;
  }

  /** The longest that a frame took, from before it was claimed. */
  long longestNanos() {
    return longestNanos;
  }

  /** Waits until so many frames more were published. */
  void awaitMore(long more) {
    long wanted = published + Math.max(more, 1);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .failFast("the writer must go on", () -> assertThat(failure).isNull())
        .until(() -> published >= wanted);
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(70_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.unlink();
    writer.close();
  }
}
