// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import io.shmframe.camel.ShmFrameConstants;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step of a route that looks at every byte of every frame. */
final class FrameChecker implements Processor {

  private final NumberedFrames frames;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private final AtomicLong notNewer = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final AtomicLong torn = new AtomicLong();
  private volatile long last;

  FrameChecker(NumberedFrames frames) {
    this.frames = frames;
  }

  @Override
  public void process(Exchange exchange) {
    byte[] frame = exchange.getIn().getBody(byte[].class);
    missed.addAndGet(exchange.getIn().getHeader(ShmFrameConstants.MISSED, Long.class));
    torn.addAndGet(exchange.getIn().getHeader(ShmFrameConstants.TORN, Long.class));
    if (!frames.whole(frame)) {
      wrong.incrementAndGet();
    } else {
      long number = NumberedFrames.number(frame);
      if (number <= last) {
        notNewer.incrementAndGet();
      }
      last = number;
    }
    accepted.incrementAndGet();
  }

  long accepted() {
    return accepted.get();
  }

  long wrong() {
    return wrong.get();
  }

  long notNewer() {
    return notNewer.get();
  }

  long missed() {
    return missed.get();
  }

  long torn() {
    return torn.get();
  }

  /** The number of the newest frame. */
  long last() {
    return last;
  }
}
