// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.benchmarks.PeerStamp.Phase;
import io.shmframe.frame.Delivery;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameTarget;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.Overflow;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.frame.WaitStrategy;
import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The ring without Camel as a peer: the twin of {@code peer_ring.cpp}, with the same command line,
 * the same frames, and the same lines at its end.
 */
public final class RingPeer {

  private static final long SECOND = 1_000_000_000;

  /** A sleeper may lie longer than it wanted to, which would be in each peer's latency. */
  private static final long SLACK = 150_000;

  private final Path place;
  private final int bytes;
  private final double seconds;
  private final double framesPerSecond;
  private final double warmUp;

  private RingPeer(String[] args) {
    place = Path.of(args[1]);
    bytes = Integer.parseInt(args[2]);
    seconds = Double.parseDouble(args[3]);
    framesPerSecond = Double.parseDouble(args[4]);
    warmUp = Double.parseDouble(args[5]);
  }

  /**
   * Takes {@code write} or {@code read}, the segment's file, the bytes of a frame, the seconds of
   * the measurement, the frames a second (0: as many as can be), and the seconds at full speed
   * before it.
   */
  public static void main(String[] args) throws Exception {
    RingPeer peer = new RingPeer(args);
    peer.watch();
    if (args[0].equals("write")) {
      peer.write();
    } else {
      peer.read();
    }
  }

  private void watch() {
    long nanos = Math.round((seconds + warmUp + 30) * SECOND);
    Thread watchdog =
        new Thread(
            () -> {
              long until = System.nanoTime() + nanos;
              while (System.nanoTime() < until) {
                LockSupport.parkNanos(nanos);
              }
              System.err.println("It took too long");
              Runtime.getRuntime().halt(1);
            },
            "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private void write() throws Exception {
    RingWriterOptions options =
        RingWriterOptions.defaults()
            .withSlots(4)
            .withOverflow(Overflow.BLOCK)
            .withBlockTimeout(Duration.ofSeconds(20));
    ByteBuffer own = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    new Random(1).nextBytes(own.array());
    try (RingWriter writer = new RingWriter(place, options)) {
      write(writer, own, FrameView.of(FrameGeometry.bytes(bytes), own));
      awaitRelease();
      writer.unlink();
    }
  }

  private void write(RingWriter writer, ByteBuffer own, FrameView frame) throws Exception {
    long now;
    for (long until = System.nanoTime() + nanos(warmUp); (now = System.nanoTime()) < until; ) {
      publish(writer, own, frame, new PeerStamp(0, now, Phase.WARM));
    }
    long period = framesPerSecond > 0 ? nanos(1 / framesPerSecond) : 0;
    long due = System.nanoTime() + period;
    waitUntilExactly(due);
    ProcessorTime processor = new ProcessorTime();
    processor.begin();
    long begin = System.nanoTime();
    long number = 0;
    do {
      long when = period > 0 ? due : System.nanoTime();
      publish(writer, own, frame, new PeerStamp(++number, when, Phase.MEASURED));
      if (period > 0) {
        due += period;
        waitUntilExactly(due);
      }
      now = System.nanoTime();
    } while (now < begin + nanos(seconds));
    double spent = now - begin;
    double cpu = processor.sinceBegin();
    publish(writer, own, frame, new PeerStamp(number + 1, now, Phase.END));
    System.out.printf(
        Locale.ROOT,
        "frames=%d fps=%.1f cpu=%.2f%n",
        number,
        number * SECOND / spent,
        cpu * 100 / spent);
  }

  private static void publish(RingWriter writer, ByteBuffer own, FrameView frame, PeerStamp stamp)
      throws Exception {
    stamp.into(own);
    writer.publish(frame, FrameTags.ofMillis(System.currentTimeMillis()));
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * SECOND);
  }

  private static void waitUntilExactly(long when) {
    for (long left; (left = when - System.nanoTime()) > 0; ) {
      if (left > SLACK) {
        LockSupport.parkNanos(left - SLACK);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** Until the benchmarks have heard the reader. */
  private static void awaitRelease() throws IOException {
    int word;
    do {
      word = System.in.read();
    } while (word >= 0);
  }

  private void read() throws Exception {
    RingReaderOptions options =
        RingReaderOptions.defaults()
            .withDelivery(Delivery.ALL)
            .withAwaited(true)
            .withLoans(0)
            .withWaiting(framesPerSecond > 0 ? WaitStrategy.futex() : WaitStrategy.yielding());
    ByteBuffer own = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    FrameTarget target = geometry -> own.clear();
    PeerFrames frames = new PeerFrames();
    try (RingReader reader = new RingReader(place, options)) {
      boolean more = true;
      while (more) {
        if (reader.await(target, SECOND) == Look.FRAME) {
          more = frames.take(own);
        }
      }
    }
    System.out.println(frames.line());
  }
}
