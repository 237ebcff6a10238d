// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A step of a route that records the frame of each message. It begins a part when its route starts
 * and ends it when the route stops. Any thread may process.
 */
final class Recorder extends ServiceSupport implements Processor {

  private final RecordOptions options;
  private final Clock clock;
  private final CountDownLatch done = new CountDownLatch(1);
  private RecordingWriter writer;
  private Figures last = Figures.none();
  private long lastLine;

  Recorder(RecordOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  @Override
  protected void doStart() throws Exception {
    long session = random();
    RecordingFolder folder = new RecordingFolder(options.folder(), options.format());
    writer =
        new RecordingWriter(options, clock, folder, (part, first) -> output(part, first, session));
    lastLine = clock.nanoTime();
  }

  private PartOutput output(Part part, CapturedFrame first, long session) throws IOException {
    return options.format() == Format.FRAMES
        ? PartWriter.create(part, random(), session, clock.wallNanos())
        : VideoWriter.create(part, first, options.bitRate());
  }

  private static long random() {
    return ThreadLocalRandom.current().nextLong();
  }

  @Override
  protected void doStop() throws Exception {
    writer.close();
  }

  @Override
  public void process(Exchange exchange) {
    if (done.getCount() > 0) {
      writer.write(FrameMessages.capture(exchange, clock));
      if (options.frames() > 0 && writer.frames() >= options.frames()) {
        done.countDown();
      }
    }
  }

  /** What was recorded so far. */
  Figures figures() {
    return writer.figures();
  }

  /** What was recorded so far, in a line, with what was done since the last one. */
  synchronized String line() {
    Figures now = writer.figures();
    long time = clock.nanoTime();
    double seconds = Math.max(1, time - lastLine) / (double) TimeUnit.SECONDS.toNanos(1);
    String line = now.line(last, seconds);
    last = now;
    lastLine = time;
    return line;
  }

  /** Waits until as many frames are recorded as were wanted. */
  boolean awaitDone(long millis) throws InterruptedException {
    return done.await(millis, TimeUnit.MILLISECONDS);
  }
}
