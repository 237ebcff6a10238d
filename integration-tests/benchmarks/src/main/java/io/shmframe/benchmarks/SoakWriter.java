// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The soak's camera. Takes the segment's name, width, height, frames a second and slots; the first
 * frame, number 0, is there before the first order, and the next ones come behind {@code go}.
 */
public final class SoakWriter {

  private final RingWriter writer;
  private final FrameGeometry geometry;
  private final SoakFrames frames;
  private final long period;
  private final SoakMeter meter = new SoakMeter();
  private volatile long published;
  private volatile boolean ended;

  private SoakWriter(Path path, FrameGeometry geometry, int fps, int slots) {
    this.geometry = geometry;
    writer = new RingWriter(path, RingWriterOptions.defaults().withSlots(slots));
    frames = new SoakFrames((int) geometry.bytes());
    period = 1_000_000_000L / fps;
  }

  public static void main(String[] args) throws Exception {
    SoakWriter writer =
        new SoakWriter(
            Segments.MEMORY.resolve(args[0]),
            FrameGeometry.of8Bit(Integer.parseInt(args[1]), Integer.parseInt(args[2]), 3),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]));
    try {
      writer.publish(0, System.nanoTime());
      writer.work();
    } finally {
      writer.writer.unlink();
      writer.writer.close();
    }
  }

  private void work() throws InterruptedException {
    Thread thread = new Thread(this::film, "camera");
    thread.setDaemon(true);
    try {
      Orders.take(words -> order(words, thread));
    } finally {
      stop(thread);
    }
  }

  private String order(String[] words, Thread thread) throws Exception {
    return switch (words[0]) {
      case "ready" -> "";
      case "go" -> {
        thread.start();
        yield "";
      }
      case "stop" -> {
        stop(thread);
        yield "";
      }
      case "collect" -> {
        meter.collect();
        yield "";
      }
      case "sample" -> {
        if (!ended && !thread.isAlive()) {
          throw new IllegalStateException("The camera has failed at frame " + published);
        }
        yield "frames=" + published + " lost=0 wrong=0 " + meter.line();
      }
      default -> throw new IllegalArgumentException("Expected an order, got " + words[0]);
    };
  }

  private void stop(Thread thread) throws InterruptedException {
    ended = true;
    thread.join(5_000);
  }

  private void film() {
    long due = System.nanoTime();
    for (long number = 1; !ended; number++) {
      due += period;
      for (long left; (left = due - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
      publish(number, due);
      meter.record(System.nanoTime() - due);
    }
  }

  private void publish(long number, long due) {
    FrameTags tags = FrameTags.ofMillis(System.currentTimeMillis());
    try (FrameClaim claim = writer.claim(geometry, tags)) {
      frames.write(number, due, claim.pixels());
      claim.commit();
      published = number + 1;
    } catch (Exception e) {
      throw new IllegalStateException("The camera failed at frame " + number, e);
    }
  }
}
