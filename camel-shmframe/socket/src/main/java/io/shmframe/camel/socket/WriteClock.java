// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the time in which a frame is written: a receiver that does not read would hold whoever
 * sends it for ever. Lives in the channel's event loop.
 */
final class WriteClock extends ChannelOutboundHandlerAdapter {

  private final Limits limits;

  WriteClock(Limits limits) {
    this.limits = limits;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object frame, ChannelPromise promise) {
    Future<?> clock =
        ctx.executor()
            .schedule(
                () -> expired(ctx, promise), limits.frameTimeout().toNanos(), TimeUnit.NANOSECONDS);
    // One of its own, for the channel fails all that waits when it is closed, and says only that.
    ChannelPromise written = ctx.newPromise();
    written.addListener(
        done -> {
          clock.cancel(false);
          if (done.isSuccess()) {
            promise.trySuccess();
          } else {
            promise.tryFailure(done.cause());
          }
        });
    ctx.write(frame, written);
  }

  /** Whoever sent it, a producer's exchange or a consumer's, hears of it by its write. */
  private void expired(ChannelHandlerContext ctx, ChannelPromise promise) {
    promise.tryFailure(
        new SocketTimeoutException(
            "a frame was not written within " + limits.time() + ": the receiver does not read"));
    ctx.close();
  }
}
