// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.frame.FrameReader;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.Look;
import io.shmframe.frame.ReaderOptions;
import io.shmframe.frame.TornFrameException;
import io.shmframe.frame.VerifyMode;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import io.shmframe.memory.SegmentException;
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

/**
 * How long it takes to put a frame into a segment and to take one out, within one process and
 * without a route.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CopyBenchmark {

  @Param({"640x404", "1920x1080", "3840x2160"})
  String size;

  private final Path path = Path.of("/dev/shm", "shmframe-bench-" + UUID.randomUUID());
  private FrameWriter writer;
  private FrameReader stamp;
  private FrameReader compare;
  private FrameView frame;
  private byte[] reused;
  private long now;

  @Setup(Level.Trial)
  public void open() throws Exception {
    String[] sides = size.split("x");
    FrameGeometry geometry =
        FrameGeometry.of8Bit(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), 3);
    reused = new byte[(int) geometry.bytes()];
    frame = FrameView.of(geometry, ByteBuffer.wrap(new byte[(int) geometry.bytes()]));
    writer = new FrameWriter(path, Preset.FRAMEHEADER.layout(), WriterOptions.defaults());
    stamp = reader(VerifyMode.STAMP);
    compare = reader(VerifyMode.COMPARE);
    in();
  }

  private FrameReader reader(VerifyMode verify) {
    return new FrameReader(
        path, Preset.FRAMEHEADER.layout(), ReaderOptions.defaults().withVerify(verify));
  }

  @TearDown(Level.Trial)
  public void close() {
    stamp.close();
    compare.close();
    writer.unlink();
    writer.close();
  }

  /** A frame from an array into the segment. */
  @Benchmark
  public long in() throws Exception {
    return writer.publish(frame, ++now);
  }

  /** In, and out into memory that is used again, checked by the stamp. */
  @Benchmark
  public long inAndOutByStamp() throws Exception {
    in();
    return look(stamp, reused);
  }

  /** In, and out into memory that is used again, checked by comparing. */
  @Benchmark
  public long inAndOutByComparing() throws Exception {
    in();
    return look(compare, reused);
  }

  /** In, and out into a new array, as a consumer does, checked by comparing. */
  @Benchmark
  public long inAndOutIntoANewArray() throws Exception {
    in();
    return look(compare, new byte[reused.length]);
  }

  private static long look(FrameReader reader, byte[] into)
      throws TornFrameException, SegmentException {
    if (reader.look(geometry -> ByteBuffer.wrap(into)) != Look.FRAME) {
      throw new IllegalStateException("No frame: " + reader.problem());
    }
    return reader.info().timestampNanos();
  }
}
