// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import io.shmframe.frame.Delivery;
import io.shmframe.frame.FrameFlag;
import io.shmframe.frame.FrameInfo;
import io.shmframe.frame.FrameTarget;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.WaitStrategy;
import io.shmframe.memory.Futex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Reads numbered frames and looks at each byte. */
final class ReadingPeer {

  private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

  private final RingReader reader;
  private final boolean lending;
  private final Result result = new Result();
  private final FrameTarget target = geometry -> room((int) geometry.bytes());
  private ByteBuffer copy = ByteBuffer.allocate(0);
  private long hold;
  private boolean end;

  private ReadingPeer(RingReader reader, boolean lending, long hold) {
    this.reader = reader;
    this.lending = lending;
    this.hold = hold;
  }

  static int run(Arguments arguments) throws IOException {
    Path path = Path.of(arguments.at(1));
    long frames = Long.parseLong(arguments.at(2));
    long deadline = System.nanoTime() + arguments.nanos("--seconds", 60);
    System.out.println("ready");
    if (arguments.has("--naive")) {
      Result seen = new NaiveRing(path).read(frames, deadline);
      System.out.println(seen.json(0, 0, false));
      return seen.wrong() == 0 ? 0 : 1;
    }
    boolean lending = arguments.has("--loan");
    RingReaderOptions options =
        RingReaderOptions.defaults()
            .withDelivery(arguments.has("--all") ? Delivery.ALL : Delivery.LATEST)
            .withAwaited(arguments.has("--awaited"))
            .withLoans(lending ? 1 : 0)
            .withWaiting(waiting())
            .withName("RingPeer");
    try (RingReader reader = new RingReader(path, options)) {
      return new ReadingPeer(reader, lending, arguments.nanos("--hold", 0)).read(frames, deadline);
    }
  }

  /** Without a futex a reader at full speed would spend most of its time in parks. */
  private static WaitStrategy waiting() {
    return Futex.available() ? WaitStrategy.futex() : WaitStrategy.yielding();
  }

  private int read(long frames, long deadline) throws IOException {
    while (!end && (frames == 0 || result.accepted() < frames)) {
      long left = Math.min(deadline - System.nanoTime(), LONGEST_WAIT_NANOS);
      if (left <= 0) {
        break;
      }
      if (lending) {
        if (reader.awaitInPlace(left) == Look.FRAME) {
          lent();
        }
      } else if (reader.await(target, left) == Look.FRAME) {
        take(copy.slice(0, copy.limit()));
      }
    }
    reader.problem().ifPresent(problem -> System.out.println("problem: " + problem));
    long invalid = reader.counters().invalid();
    System.out.println(result.json(reader.counters().torn(), invalid, end));
    return result.wrong() == 0 && invalid == 0 ? 0 : 1;
  }

  private void lent() {
    try (FrameView view = reader.loan()) {
      if (view.shared()) {
        result.lent();
      }
      take(view.pixels());
      if (hold > 0) {
        System.out.println("holds");
        long until = System.nanoTime() + hold;
        hold = 0;
        while (System.nanoTime() < until) {
          LockSupport.parkNanos(until - System.nanoTime());
        }
        if (!result.right(view.pixels(), reader.info().sequence().orElseThrow())) {
          result.changed();
        }
        System.out.println("held");
      }
    }
  }

  private void take(ByteBuffer frame) {
    FrameInfo info = reader.info();
    result.take(frame, info.sequence().orElseThrow(), info.missed());
    end = info.flags().contains(FrameFlag.END_OF_STREAM);
  }

  private ByteBuffer room(int bytes) {
    if (copy.capacity() != bytes) {
      copy = ByteBuffer.allocate(bytes);
    }
    return copy;
  }
}
