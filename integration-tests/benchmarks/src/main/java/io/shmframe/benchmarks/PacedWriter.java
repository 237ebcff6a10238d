// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.Preset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A camera: a frame every so many microseconds, with the moment of its publication in its first
 * pixels.
 */
public final class PacedWriter {

  private static final int WARM_UP_FRAMES = 4_000;
  private static final long WARM_UP_PERIOD = 1_000_000;

  private PacedWriter() {}

  /**
   * Takes the file, width, height, the microseconds between two frames (0: there is only one) and
   * the layout, a preset's name or a description; ends when its standard input does.
   */
  public static void main(String[] args) throws Exception {
    FrameGeometry geometry =
        FrameGeometry.of8Bit(Integer.parseInt(args[1]), Integer.parseInt(args[2]), 3);
    long period = Long.parseLong(args[3]) * 1000;
    HeaderLayout layout =
        Preset.of(args[4]).map(Preset::layout).orElseGet(() -> HeaderLayout.parse(args[4]));
    // Two pictures that differ everywhere, as those of a camera do.
    byte[][] pictures = new byte[2][(int) geometry.bytes()];
    new Random(1).nextBytes(pictures[1]);
    try (FrameWriter writer = new FrameWriter(Path.of(args[0]), layout, WriterOptions.defaults())) {
      long next = System.nanoTime();
      for (long frames = 0; System.in.available() == 0; frames++) {
        next += frames < WARM_UP_FRAMES ? WARM_UP_PERIOD : period;
        for (long left; (left = next - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(left);
        }
        if (frames > 0 && period == 0) {
          LockSupport.parkNanos(50_000_000);
          continue;
        }
        try (FrameClaim claim = writer.claim(geometry, System.currentTimeMillis())) {
          ByteBuffer target = claim.pixels().order(ByteOrder.LITTLE_ENDIAN);
          target.put(0, pictures[(int) (frames & 1)]);
          target.putLong(0, System.nanoTime());
          claim.commit();
        }
      }
      writer.unlink();
    }
  }
}
