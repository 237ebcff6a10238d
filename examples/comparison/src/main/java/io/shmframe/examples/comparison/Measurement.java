// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.util.json.JsonObject;

/**
 * One row at one size: starts its processes, warms them up, measures flat out and at a steady pace,
 * and ends them.
 */
final class Measurement implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(40);
  private static final long WARM_UP_PAUSE = TimeUnit.MICROSECONDS.toNanos(300);

  /**
   * Pauses that are tried where nothing holds the sender back; the shortest is what a park takes.
   */
  private static final long[] PAUSES_MICROS = {1, 50, 100, 200, 400, 800, 1600, 3200};

  private final Transport transport;
  private final Link link;
  private final Options options;
  private final List<Child> children = new CopyOnWriteArrayList<>();
  private Child third;
  private Child receiver;
  private Child sender;

  Measurement(Transport transport, Link link, Options options) throws IOException {
    this.transport = transport;
    this.link = link;
    this.options = options;
    Files.createDirectories(link.memory());
    Files.createDirectories(link.disk());
    // Made before the processes, which would both want to.
    new Ledger(link.ledger());
  }

  Figures run() throws IOException, TroubleException, InterruptedException {
    if (transport.third().isPresent()) {
      third = start(transport.third().get().name(), transport.third().get().main());
      third.awaitReady(START);
    }
    receiver = start("receiver", Receiver.class);
    receiver.awaitReady(START);
    sender = start("sender", Sender.class);
    sender.awaitReady(START);
    warmUp();
    double pause = -1;
    if (transport.flow() == Flow.NONE) {
      pause = bestPauseMicros();
    }
    Stretch flat =
        stretch(
            pause < 0 ? Pace.every(0) : Pace.pausing(Math.round(pause * 1000)), options.millis());
    // What was in flight is not part of what follows.
    sender.tell(Pace.REST.command());
    Thread.sleep(200);
    sender.tell(Pace.every(options.periodNanos()).command());
    Thread.sleep(1000);
    return figures(flat, pause, stretch(Pace.every(options.periodNanos()), options.steadyMillis()));
  }

  private Child start(String name, Class<?> main) throws IOException {
    Path log = options.log(link, name);
    Child child = new Child(name, main, transport.jvmOptions(), link, log);
    children.add(child);
    return child;
  }

  private void warmUp() throws TroubleException, InterruptedException {
    long pause = transport.flow() == Flow.NONE ? WARM_UP_PAUSE : 0;
    sender.tell(Pace.pausing(pause).command());
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (Stretch.number(receiver.tell("mark"), "delivered") == 0) {
      if (System.nanoTime() > patience) {
        sender.tell("mark");
        throw new TroubleException("no frame arrived within 15 s");
      }
      Thread.sleep(50);
    }
    Thread.sleep(options.warmUpMillis());
  }

  /** The pause after each frame at which most frames are delivered. */
  private double bestPauseMicros() throws TroubleException, InterruptedException {
    double best = 0;
    double most = -1;
    for (long pause : PAUSES_MICROS) {
      Stretch some = stretch(Pace.pausing(pause * 1000), options.millis() / 5);
      if (some.framesPerSecond() > most) {
        most = some.framesPerSecond();
        best = pause;
      }
    }
    return best;
  }

  private Stretch stretch(Pace pace, long millis) throws TroubleException, InterruptedException {
    sender.tell(pace.command());
    Thread.sleep(100);
    JsonObject sends = sender.tell("mark");
    JsonObject receives = receiver.tell("mark");
    Duration thirdBefore = thirdTime();
    Thread.sleep(millis);
    JsonObject sent = sender.tell("mark");
    JsonObject received = receiver.tell("mark");
    Stretch stretch =
        Stretch.between(sends, sent, receives, received, thirdTime().minus(thirdBefore));
    if (stretch.delivered() == 0 && transport.flow() != Flow.NONE) {
      throw new TroubleException("no frame arrived for " + millis + " ms");
    }
    return stretch;
  }

  private Figures figures(Stretch flat, double pause, Stretch paced) throws TroubleException {
    if (flat.delivered() == 0 || paced.delivered() == 0) {
      throw new TroubleException("no frame arrived for " + options.millis() + " ms");
    }
    return Stretch.figures(flat, transport.flow() == Flow.NONE, pause, paced);
  }

  private Duration thirdTime() {
    return third == null ? Duration.ZERO : third.processorTime();
  }

  /** Ends whatever runs, in the order in which nobody is missed. */
  @Override
  public void close() {
    for (int i = children.size() - 1; i >= 0; i--) {
      children.get(i).close();
    }
    Ending.removeQuietly(link.memory());
    Ending.removeQuietly(link.disk());
  }

  /** Ends everything at once. Any thread may call it. */
  void kill() {
    children.forEach(Child::kill);
  }
}
