// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameSink;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Cameras, each with a segment of its own, and one thread for all. Each frame has in its first
 * eight bytes the moment at which it was due, of the monotonic clock, so that a writer that comes
 * late does not hide it. The frames of several cameras are spread evenly over the period.
 *
 * <p>Takes the prefix of the segments' names, how many there are, the layout, width, height and
 * slots; each segment has one frame before the first order is taken.
 */
public final class Camera {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long MOST_NANOS = 60_000_000_000L;

  private final List<FrameSink> writers = new ArrayList<>();
  private final FrameGeometry geometry;
  private final byte[][] pictures;
  private final Recorder publishing = new Recorder(MOST_NANOS, 3);
  private volatile Pace pace = new Pace(false, 0, 1);
  private volatile boolean ended;
  private long windowBegan;
  private long cpuAtBegin;

  /**
   * How it is to go on.
   *
   * @param on whether there are frames at all
   * @param period nanoseconds from a frame to the next one of the same camera; 0 for as fast as it
   *     can
   * @param cameras how many of them go on, from the first
   */
  private record Pace(boolean on, long period, int cameras) {}

  private Camera(Segments segments, int count, String layout, FrameGeometry geometry, int slots) {
    this.geometry = geometry;
    // Two pictures that differ everywhere, as those of a camera do.
    pictures = new byte[2][(int) geometry.bytes()];
    new Random(1).nextBytes(pictures[1]);
    for (int i = 0; i < count; i++) {
      writers.add(writer(segments.name(i), layout, slots));
    }
  }

  private static FrameSink writer(String name, String layout, int slots) {
    return layout.equals("ring")
        ? new RingWriter(
            Segments.MEMORY.resolve(name), RingWriterOptions.defaults().withSlots(slots))
        : new FrameWriter(
            Segments.MEMORY.resolve(name),
            Preset.of(layout).orElseThrow().layout(),
            WriterOptions.defaults());
  }

  public static void main(String[] args) throws Exception {
    Camera camera =
        new Camera(
            new Segments(args[0]),
            Integer.parseInt(args[1]),
            args[2],
            FrameGeometry.of8Bit(Integer.parseInt(args[3]), Integer.parseInt(args[4]), 3),
            Integer.parseInt(args[5]));
    try {
      for (FrameSink writer : camera.writers) {
        camera.publish(writer, 0, System.nanoTime());
      }
      camera.work();
    } finally {
      for (FrameSink writer : camera.writers) {
        writer.unlink();
        writer.close();
      }
    }
  }

  private void work() throws InterruptedException {
    Thread thread = new Thread(this::film, "camera");
    thread.setDaemon(true);
    thread.start();
    try {
      Orders.take(words -> order(words, thread));
    } finally {
      ended = true;
      thread.join(2_000);
    }
  }

  private String order(String[] words, Thread thread) {
    return switch (words[0]) {
      case "ready" -> "";
      // Microseconds of the period, and how many cameras.
      case "pace" -> {
        pace = new Pace(true, Long.parseLong(words[1]) * 1000, Integer.parseInt(words[2]));
        yield "";
      }
      case "begin" -> {
        publishing.getIntervalHistogram();
        windowBegan = System.nanoTime();
        cpuAtBegin = THREADS.getThreadCpuTime(thread.getId());
        yield "";
      }
      // Since the last begin.
      case "figures" -> figures(thread);
      default -> throw new IllegalArgumentException("Expected an order, got " + words[0]);
    };
  }

  private String figures(Thread thread) {
    if (!thread.isAlive()) {
      throw new IllegalStateException("The camera has failed");
    }
    long wall = System.nanoTime() - windowBegan;
    long cpu = THREADS.getThreadCpuTime(thread.getId()) - cpuAtBegin;
    Histogram nanos = publishing.getIntervalHistogram();
    long frames = nanos.getTotalCount();
    return String.format(
        Locale.ROOT,
        "frames=%d fps=%.2f byCpu=%.2f p50=%.2f p99=%.2f cpuMicros=%.2f",
        frames,
        frames * 1e9 / wall,
        frames * 1e9 / Math.max(1, cpu),
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        cpu / 1e3 / Math.max(1, frames));
  }

  private void film() {
    Pace now = pace;
    long due = System.nanoTime();
    for (long frame = 0; !ended; frame++) {
      if (now != pace) {
        now = pace;
        due = System.nanoTime();
        frame = 0;
      }
      if (!now.on()) {
        LockSupport.parkNanos(20_000_000);
        continue;
      }
      due = now.period() == 0 ? System.nanoTime() : due + now.period() / now.cameras();
      for (long left; (left = due - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
      long begin = System.nanoTime();
      publish(writers.get((int) (frame % now.cameras())), frame / now.cameras(), due);
      publishing.recordValue(Math.min(MOST_NANOS, System.nanoTime() - begin));
    }
  }

  private void publish(FrameSink writer, long frame, long due) {
    FrameTags tags = FrameTags.ofMillis(System.currentTimeMillis());
    try (FrameClaim claim = writer.claim(geometry, tags)) {
      ByteBuffer target = claim.pixels().order(ByteOrder.LITTLE_ENDIAN);
      target.put(0, pictures[(int) (frame & 1)], 0, target.limit());
      target.putLong(0, due);
      claim.commit();
    } catch (Exception e) {
      throw new IllegalStateException("The camera failed", e);
    }
  }
}
