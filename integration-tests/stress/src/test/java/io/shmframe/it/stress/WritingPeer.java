// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameFlag;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.Overflow;
import io.shmframe.frame.OverrunException;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.frame.SteppedWriter;
import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Writes numbered frames. */
final class WritingPeer {

  private static final FrameTags LAST =
      new FrameTags(0, Map.of(), FrameTags.RAW, Set.of(FrameFlag.END_OF_STREAM));

  private final Arguments arguments;
  private final Path path;
  private final Pattern pattern;
  private final FrameGeometry geometry;
  private long written;
  private long refused;

  private WritingPeer(Arguments arguments) {
    this.arguments = arguments;
    path = Path.of(arguments.at(1));
    pattern = new Pattern(Integer.parseInt(arguments.at(3)));
    geometry = FrameGeometry.bytes(pattern.bytes());
  }

  static int run(Arguments arguments) throws IOException {
    new WritingPeer(arguments).run(Long.parseLong(arguments.at(2)));
    return 0;
  }

  private void run(long frames) throws IOException {
    RingWriterOptions options =
        RingWriterOptions.defaults()
            .withSlots((int) arguments.number("--slots", 0))
            .withOverflow(
                Overflow.valueOf(
                    arguments.text("--overflow", "overwrite").toUpperCase(Locale.ROOT)))
            .withBlockTimeout(Duration.ofNanos(arguments.nanos("--seconds", 60)));
    double fps = arguments.number("--fps", 0);
    try (RingWriter writer = SteppedWriter.of(path, options, this::step)) {
      long sequence = begin(writer);
      long start = System.nanoTime();
      System.out.println("ready");
      while (written < frames) {
        write(writer, sequence, written + 1 == frames ? LAST : FrameTags.ofMillis(0));
        sequence++;
        written++;
        if (fps > 0) {
          LockSupport.parkNanos(start + (long) (written * 1e9 / fps) - System.nanoTime());
        }
      }
      System.out.printf(
          Locale.ROOT,
          "{\"published\":%d,\"refused\":%d,\"last\":%d,\"seconds\":%.3f}%n",
          written,
          refused,
          sequence - 1,
          (System.nanoTime() - start) / 1e9);
    }
  }

  /**
   * The number of the first frame, which goes on where a writer before has left it: what that was
   * is seen when the ring has been taken, which a claim does.
   */
  private long begin(RingWriter writer) throws IOException {
    claim(writer, FrameTags.ofMillis(0)).abort();
    try (RingReader reader = new RingReader(path, RingReaderOptions.defaults().withLoans(0))) {
      reader.look(found -> ByteBuffer.allocate((int) found.bytes()));
      Map<String, Object> newest = reader.peek().orElseThrow();
      return 1 + (long) newest.getOrDefault("sequence", 0L);
    }
  }

  private void write(RingWriter writer, long sequence, FrameTags tags) throws IOException {
    try (FrameClaim claim = claim(writer, tags)) {
      claim.pixels().put(0, pattern.of(sequence), 0, pattern.bytes());
      claim.commit();
    }
  }

  private FrameClaim claim(RingWriter writer, FrameTags tags) throws IOException {
    while (true) {
      try {
        return writer.claim(geometry, tags);
      } catch (OverrunException e) {
        refused++;
        Thread.yield();
      }
    }
  }

  private void step(String step) {
    if (step.equals(arguments.text("--stop-at", ""))
        && written + 1 == (long) arguments.number("--stop-frame", 1)) {
      System.out.println("at " + step);
      while (true) {
        LockSupport.park();
      }
    }
  }
}
