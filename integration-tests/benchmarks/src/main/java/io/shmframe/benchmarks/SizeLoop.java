// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a frame of a ring of four slots costs in one thread, without a route, by its size. All sizes
 * in one JVM, warmed up before each: forks for each would take minutes, and the curve's shape is
 * what is asked for.
 */
public final class SizeLoop implements AutoCloseable {

  static final int SLOTS = 4;

  private final FrameGeometry geometry;
  private final RingWriter writer;
  private final RingReader reader;
  private final FrameView frame;
  private final ByteBuffer reused;
  private long now;

  private SizeLoop(Path path, FrameGeometry geometry) {
    this.geometry = geometry;
    writer = new RingWriter(path, RingWriterOptions.defaults().withSlots(SLOTS));
    reader = new RingReader(path, RingReaderOptions.defaults());
    frame = FrameView.of(geometry, ByteBuffer.wrap(new byte[(int) geometry.bytes()]));
    reused = ByteBuffer.wrap(new byte[(int) geometry.bytes()]);
  }

  /** Takes the segment's name. */
  public static void main(String[] args) throws Exception {
    Path path = Segments.MEMORY.resolve(args[0]);
    Orders.take(words -> size(path, words));
  }

  /** Width, height, channels, rounds, and milliseconds of a round. */
  private static String size(Path path, String[] words) throws Exception {
    FrameGeometry geometry =
        FrameGeometry.of8Bit(
            Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
    try (SizeLoop loop = new SizeLoop(path, geometry)) {
      return loop.measured(Integer.parseInt(words[4]), Long.parseLong(words[5]) * 1_000_000);
    }
  }

  /** One after the other in each round, so that what disturbs the machine disturbs them all. */
  private String measured(int rounds, long nanos) throws Exception {
    double[] copying = new double[rounds];
    double[] lending = new double[rounds];
    double[] inPlace = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      // The first one warms up.
      int at = Math.max(0, round);
      copying[at] = micros(this::inAndOut, nanos);
      lending[at] = micros(this::inAndOnLoan, nanos);
      inPlace[at] = micros(this::inPlaceAndOnLoan, nanos);
    }
    return String.format(
        Locale.ROOT,
        "copying=%.4f lending=%.4f inPlace=%.4f",
        median(copying),
        median(lending),
        median(inPlace));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private interface Step {
    long go() throws Exception;
  }

  private static double micros(Step step, long nanos) throws Exception {
    long begin = System.nanoTime();
    long frames = 0;
    long spent;
    do {
      step.go();
      frames++;
      spent = System.nanoTime() - begin;
    } while (spent < nanos);
    return spent / 1e3 / frames;
  }

  private long in() throws Exception {
    return writer.publish(frame, FrameTags.ofMillis(++now));
  }

  private long inAndOut() throws Exception {
    in();
    if (reader.look(found -> reused.clear()) != Look.FRAME) {
      throw new IllegalStateException("No frame: " + reader.problem());
    }
    return reader.info().timestampNanos();
  }

  private long inAndOnLoan() throws Exception {
    in();
    return lend();
  }

  private long inPlaceAndOnLoan() throws Exception {
    try (FrameClaim claim = writer.claim(geometry, FrameTags.ofMillis(++now))) {
      claim.pixels().putLong(0, now);
      claim.commit();
    }
    return lend();
  }

  private long lend() throws Exception {
    if (reader.lookInPlace() != Look.FRAME) {
      throw new IllegalStateException("No frame: " + reader.problem());
    }
    try (FrameView view = reader.loan()) {
      if (!view.shared()) {
        throw new IllegalStateException("The frame was copied, expected a loan");
      }
      return view.pixels().getLong(0);
    }
  }

  @Override
  public void close() {
    reader.close();
    writer.unlink();
    writer.close();
  }
}
