// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds the time from the first byte of a message to its last. Lives in the channel's event loop.
 */
final class FrameClock {

  private final Limits limits;
  private Future<?> running;

  FrameClock(Limits limits) {
    this.limits = limits;
  }

  /** Starts the clock unless it runs. When it ends, the text says what is half there. */
  void start(ChannelHandlerContext ctx, Supplier<String> half) {
    if (running == null) {
      running =
          ctx.executor()
              .schedule(
                  () -> {
                    String text = half.get() + " within " + limits.time();
                    ctx.fireExceptionCaught(new CorruptedFrameException(text));
                  },
                  limits.frameTimeout().toNanos(),
                  TimeUnit.NANOSECONDS);
    }
  }

  void stop() {
    if (running != null) {
      running.cancel(false);
      running = null;
    }
  }
}
