// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.frame.FrameView;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A route of the soak, which checks each byte of each frame. Takes the endpoint, the bytes of a
 * frame, the milliseconds for which it keeps each frame, and how long it then rests every ten
 * seconds (0 and 0: it is done with a frame when it is checked).
 */
public final class SoakReader {

  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final long REST_EVERY_NANOS = 10_000_000_000L;

  private final SoakFrames frames;
  private final SoakMeter meter = new SoakMeter();
  private final long held;
  private final long rest;
  private long restAt;

  // Written by the route's thread alone.
  private volatile long last = -1;
  private volatile long taken;
  private volatile long lost;
  private volatile long told;
  private volatile long wrong;
  private volatile long copied;

  private SoakReader(int bytes, long held, long rest) {
    frames = new SoakFrames(bytes);
    this.held = held;
    this.rest = rest;
  }

  public static void main(String[] args) throws Exception {
    int bytes = Integer.parseInt(args[1]);
    SoakReader reader =
        new SoakReader(
            bytes, Long.parseLong(args[2]) * 1_000_000, Long.parseLong(args[3]) * 1_000_000);
    reader.warmUp(bytes);
    CamelContext context = new DefaultCamelContext();
    try {
      context.getShutdownStrategy().setTimeout(5);
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(args[0]).process(reader::step);
            }
          });
      context.start();
      Orders.take(reader::order);
    } finally {
      context.stop();
    }
  }

  /** What checks a frame is slow before it is compiled: slower than frames come. */
  private void warmUp(int bytes) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    ByteBuffer own = ByteBuffer.allocate(bytes);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes);
    for (long number = 0; System.nanoTime() < end; number++) {
      ByteBuffer frame = number % 2 == 0 ? own : direct;
      frames.write(number, 0, frame);
      if (!frames.right(number, frame.asReadOnlyBuffer())
          || frames.right(number + 1, frame.putLong(0, number + 1))) {
        throw new IllegalStateException("The check of a frame is wrong itself");
      }
    }
  }

  private String order(String[] words) throws Exception {
    return switch (words[0]) {
      // Answers when the first frame is there.
      case "ready" -> {
        while (last < 0) {
          Thread.sleep(5);
        }
        yield "";
      }
      case "collect" -> {
        meter.collect();
        yield "";
      }
      case "sample" ->
          String.format(
                  "frames=%d lost=%d told=%d wrong=%d copied=%d last=%d ",
                  taken, lost, told, wrong, copied, last)
              + meter.line();
      default -> throw new IllegalArgumentException("Expected an order, got " + words[0]);
    };
  }

  // One thread writes; the volatile fields are for the one that reads.
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  private void step(Exchange exchange) throws InterruptedException {
    long now = System.nanoTime();
    Object body = exchange.getMessage().getBody();
    ByteBuffer pixels =
        body instanceof FrameView view ? view.pixels() : ByteBuffer.wrap((byte[]) body);
    long number = SoakFrames.number(pixels);
    if (number > 0) {
      // The first one was there before the readers.
      meter.record(now - SoakFrames.due(pixels));
    }
    told += exchange.getMessage().getHeader(ShmFrameConstants.MISSED, 0L, Long.class);
    copied += exchange.getMessage().getHeader(ShmFrameConstants.COPIES, 0, Integer.class);
    lost += Math.max(0, number - last - 1);
    if (number <= last || !frames.right(number, pixels)) {
      wrong++;
    }
    taken++;
    last = Math.max(last, number);
    hold(now);
  }

  private void hold(long since) throws InterruptedException {
    long until = since + held;
    for (long left; held > 0 && (left = until - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
    if (rest > 0) {
      long now = System.nanoTime();
      if (restAt == 0) {
        restAt = now + REST_EVERY_NANOS;
      } else if (now >= restAt) {
        Thread.sleep(rest / 1_000_000);
        restAt += REST_EVERY_NANOS;
      }
    }
  }
}
