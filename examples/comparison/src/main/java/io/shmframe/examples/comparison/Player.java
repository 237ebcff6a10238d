// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.shmframe.camel.ShmFrameConstants;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

/**
 * The camera: hands numbered frames to the sending route, at a pace that may change at any time.
 */
final class Player {

  private static final long LOOK_NANOS = 20_000;

  private final Endpoint camera;
  private final AsyncProcessor route;
  private final Clip clip;
  private final Size size;
  private final Flow flow;
  private final Ledger ledger;
  private final AtomicInteger inRoute = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Pace pace = Pace.REST;
  private volatile boolean ended;
  private final Thread thread = new Thread(this::play, "camera");
  private int number;

  Player(Endpoint camera, Clip clip, Size size, Flow flow, Ledger ledger) throws Exception {
    this.camera = camera;
    this.route = camera.createAsyncProducer();
    this.clip = clip;
    this.size = size;
    this.flow = flow;
    this.ledger = ledger;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  void pace(Pace value) {
    pace = value;
  }

  void end() {
    ended = true;
  }

  /** How many frames the route has done with. */
  int sent() {
    return sent.get();
  }

  /** The first failure of the route; null if there was none. */
  Throwable failure() {
    return failure.get();
  }

  private void play() {
    long next = System.nanoTime();
    while (!ended) {
      Pace now = pace;
      long wait = now.plays() ? next - System.nanoTime() : 1_000_000;
      if (wait > 0) {
        LockSupport.parkNanos(Math.min(wait, 10_000_000));
      } else if (inRoute.get() >= flow.sends() || number - ledger.received() >= flow.underway()) {
        LockSupport.parkNanos(LOOK_NANOS);
      } else {
        // One that comes late does not make those after it come early.
        next = Math.max(next + now.periodNanos(), System.nanoTime() - now.periodNanos());
        send();
        pause(now.pauseNanos());
      }
    }
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void send() {
    byte[] pixels = clip.next();
    Numbers.draw(pixels, size, ++number);
    Exchange exchange = camera.createExchange();
    exchange.getIn().setBody(pixels);
    exchange.getIn().setHeader(ShmFrameConstants.WIDTH, size.width());
    exchange.getIn().setHeader(ShmFrameConstants.HEIGHT, size.height());
    exchange.getIn().setHeader(ShmFrameConstants.CHANNELS, 3);
    exchange.setProperty(Sender.NUMBER, number);
    inRoute.incrementAndGet();
    route.process(
        exchange,
        synchronously -> {
          if (exchange.getException() != null) {
            failure.compareAndSet(null, exchange.getException());
          }
          sent.incrementAndGet();
          inRoute.decrementAndGet();
          if (!synchronously) {
            // One that was given to a thread that does not wait would end its next wait at once.
            LockSupport.unpark(thread);
          }
        });
  }
}
