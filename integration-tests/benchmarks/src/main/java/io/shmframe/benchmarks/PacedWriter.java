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
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.Preset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A camera: a frame every so many microseconds, with the moment of its publication in its first
 * pixels, and behind it the moment at which it was due. A writer that comes late would hide its
 * delay from who measures from the publication (coordinated omission).
 */
public final class PacedWriter {

  static final String RING = "ring";

  private static final long WARM_UP_PERIOD = 1_000_000;

  /**
   * A ring takes frames of any size that fits, so all its readers are warmed up by as many small
   * ones, whatever the size of those that are measured.
   */
  private static final long RING_WARM_UP_PERIOD = 150_000;

  private static final FrameGeometry SMALL = FrameGeometry.of8Bit(64, 48, 3);

  private PacedWriter() {}

  /**
   * Takes the file, width, height, the microseconds between two frames, the layout, {@code ring}, a
   * preset's name or a description, and the milliseconds of the warm-up; ends when it is told to,
   * and says which share of a core it took.
   */
  public static void main(String[] args) throws Exception {
    Watchdog dog = Watchdog.start();
    FrameGeometry geometry =
        FrameGeometry.of8Bit(Integer.parseInt(args[1]), Integer.parseInt(args[2]), 3);
    boolean ring = args[4].equals(RING);
    long period = Long.parseLong(args[3]) * 1000;
    // Two pictures that differ everywhere, as those of a camera do.
    byte[][] pictures = new byte[2][(int) geometry.bytes()];
    new Random(1).nextBytes(pictures[1]);
    ProcessorTime cpu = new ProcessorTime();
    long measured = 0;
    try (FrameSink writer = writer(Path.of(args[0]), args[4], geometry)) {
      long next = System.nanoTime();
      long warmUpEnds = next + Long.parseLong(args[5]) * 1_000_000;
      for (long frames = 0; !dog.told(); frames++) {
        boolean warm = next >= warmUpEnds;
        if (warm && measured == 0) {
          cpu.begin();
          measured = System.nanoTime();
        }
        next += warm ? period : ring ? RING_WARM_UP_PERIOD : WARM_UP_PERIOD;
        for (long left; (left = next - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(left);
        }
        FrameGeometry now = !warm && ring ? SMALL : geometry;
        publish(writer, now, pictures[(int) frames & 1], next);
      }
      writer.unlink();
    }
    double share = 100.0 * cpu.sinceBegin() / Math.max(1, System.nanoTime() - measured);
    System.out.print(new RouteFigures(Map.of(RouteFigures.WRITER_CPU, share)).lines());
  }

  private static FrameSink writer(Path path, String layout, FrameGeometry geometry) {
    if (layout.equals(RING)) {
      return new RingWriter(path, RingWriterOptions.defaults().withCapacity(geometry.bytes()));
    }
    HeaderLayout header =
        Preset.of(layout).map(Preset::layout).orElseGet(() -> HeaderLayout.parse(layout));
    return new FrameWriter(path, header, WriterOptions.defaults());
  }

  private static void publish(FrameSink writer, FrameGeometry geometry, byte[] picture, long due)
      throws Exception {
    FrameTags tags = FrameTags.ofMillis(System.currentTimeMillis());
    try (FrameClaim claim = writer.claim(geometry, tags)) {
      ByteBuffer target = claim.pixels().order(ByteOrder.LITTLE_ENDIAN);
      target.put(0, picture, 0, target.limit());
      target.putLong(Long.BYTES, due);
      target.putLong(0, System.nanoTime());
      claim.commit();
    }
  }
}
