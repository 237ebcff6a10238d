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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** As {@link CopyBenchmark}, with a ring of four slots. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RingCopyBenchmark {

  @Param({"640x404", "1920x1080", "3840x2160"})
  String size;

  private final Path path = Path.of("/dev/shm", "shmframe-bench-" + UUID.randomUUID());
  private FrameGeometry geometry;
  private RingWriter writer;
  private RingReader reader;
  private FrameView frame;
  private byte[] reused;
  private long now;

  @Setup(Level.Trial)
  public void open() throws Exception {
    String[] sides = size.split("x");
    geometry = FrameGeometry.of8Bit(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), 3);
    reused = new byte[(int) geometry.bytes()];
    frame = FrameView.of(geometry, ByteBuffer.wrap(new byte[(int) geometry.bytes()]));
    writer = new RingWriter(path, RingWriterOptions.defaults().withSlots(4));
    reader = new RingReader(path, RingReaderOptions.defaults());
    in();
  }

  @TearDown(Level.Trial)
  public void close() {
    reader.close();
    writer.unlink();
    writer.close();
  }

  /** A frame from an array into the next slot. */
  @Benchmark
  public long in() throws Exception {
    return writer.publish(frame, FrameTags.ofMillis(++now));
  }

  /** In, and out into memory that is used again. */
  @Benchmark
  public long inAndOut() throws Exception {
    in();
    return look(reused);
  }

  /** In, and out into a new array, as a consumer does. */
  @Benchmark
  public long inAndOutIntoANewArray() throws Exception {
    in();
    return look(new byte[reused.length]);
  }

  /** Written in place, and lent: no copy, which leaves what the ring itself takes. */
  @Benchmark
  public long inPlaceAndOnLoan() throws Exception {
    try (FrameClaim claim = writer.claim(geometry, FrameTags.ofMillis(++now))) {
      claim.pixels().putLong(0, now);
      claim.commit();
    }
    return lend();
  }

  private long look(byte[] into) throws Exception {
    if (reader.look(found -> ByteBuffer.wrap(into)) != Look.FRAME) {
      throw new IllegalStateException("No frame: " + reader.problem());
    }
    return reader.info().timestampNanos();
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
}
