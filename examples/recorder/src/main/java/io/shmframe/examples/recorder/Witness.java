// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.frame.FrameView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Compares each replayed frame with the clip, byte for byte. */
final class Witness implements Processor {

  private final Clip clip;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile long frames;
  private volatile long wrong;
  private volatile long gaps;
  private long last;

  Witness(Clip clip) {
    this.clip = clip;
  }

  @Override
  public void process(Exchange exchange) throws IOException {
    Long recorded = exchange.getMessage().getHeader(FrameMessages.RECORDED_SEQUENCE, Long.class);
    if (recorded == null) {
      // The frame that was there before, by which one knows that those to come are not missed.
      ready.countDown();
      return;
    }
    ByteBuffer found =
        exchange.getMessage().getBody(FrameView.class).pixels().order(ByteOrder.LITTLE_ENDIAN);
    long number = found.getLong(0);
    boolean right = number == recorded && number > last;
    wrong += right && found.equals(clip.at(number)) ? 0 : 1;
    gaps += number == last + 1 || last == 0 ? 0 : 1;
    last = Math.max(last, number);
    frames++;
  }

  boolean awaitReady(long seconds) throws InterruptedException {
    return ready.await(seconds, TimeUnit.SECONDS);
  }

  /** Frames that were seen. */
  long frames() {
    return frames;
  }

  /** Frames that were not what the camera had sent under their number, or came out of order. */
  long wrong() {
    return wrong;
  }

  /** How often numbers were passed over. */
  long gaps() {
    return gaps;
  }
}
