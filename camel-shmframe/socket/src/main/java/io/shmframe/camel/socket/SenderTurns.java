// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one frame at a time. Before a consumer it asks the route for the next frame when the one
 * before is written or, where the receiver answers, answered; so a slow peer slows its route and
 * nothing piles up.
 *
 * <p>All of it runs in the channel's event loop; the route runs in a thread of Camel's handler.
 */
final class SenderTurns extends ChannelDuplexHandler {

  private static final Logger LOG = LoggerFactory.getLogger(SenderTurns.class);

  /** A route that fails is asked again, but not as fast as it can fail. */
  private static final long PAUSE_MILLIS = 100;

  /** The name of the handler by which camel-netty keeps its {@code requestTimeout}. */
  private static final String CAMELS_TIMEOUT = "timeout";

  private final Role role;
  private final boolean answered;
  private final Limits limits;
  private Future<?> answerClock;
  private Optional<Throwable> misuse = Optional.empty();
  private boolean checked;
  private boolean sending;

  SenderTurns(Role role, boolean answered, Limits limits) {
    this.role = role;
    this.answered = answered;
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.fireChannelActive();
    if (!Role.inProducer(ctx.channel())) {
      misuse(ctx).ifPresentOrElse(why -> failed(ctx, why), () -> ask(ctx));
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object body, ChannelPromise promise) {
    boolean serves = !Role.inProducer(ctx.channel());
    Optional<Throwable> refused = misuse(ctx);
    if (refused.isPresent()) {
      ReferenceCountUtil.release(body);
      promise.tryFailure(refused.get());
    } else if (serves && body instanceof Throwable) {
      // The route failed and its error handler has heard of it.
      promise.trySuccess();
      askLater(ctx);
    } else if (sending) {
      ReferenceCountUtil.release(body);
      promise.tryFailure(new IllegalStateException("the frame before is not through yet"));
    } else {
      sending = true;
      // One of its own: what is to be done about a failure must be done before Camel hears of it.
      ctx.write(body)
          .addListener(
              written -> {
                written(ctx, written.isSuccess(), serves);
                if (written.isSuccess()) {
                  promise.trySuccess();
                } else {
                  promise.tryFailure(written.cause());
                }
              });
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      String text = bytes.readableBytes() + " bytes came from a receiver that has nothing to say";
      bytes.release();
      exceptionCaught(ctx, new CorruptedFrameException(text));
    } else if (!sending) {
      exceptionCaught(
          ctx, new CorruptedFrameException("an answer came from the receiver without a frame"));
    } else {
      sending = false;
      stopAnswerClock();
      if (Role.inProducer(ctx.channel())) {
        ctx.fireChannelRead(message);
      } else {
        ask(ctx);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (Role.inProducer(ctx.channel()) && !(answered && sending)) {
      // Camel's handler would end the exchange before a second time: no exchange waits here, or
      // it hears of it by its write.
      LOG.warn("The connection to {} is closed: {}", ctx.channel().remoteAddress(), cause, cause);
      ctx.close();
    } else {
      failed(ctx, cause);
    }
  }

  private void written(ChannelHandlerContext ctx, boolean success, boolean serves) {
    if (success && answered) {
      startAnswerClock(ctx);
      return;
    }
    sending = false;
    if (serves && success) {
      ctx.executor().execute(() -> ask(ctx));
    } else if (serves) {
      askLater(ctx);
    } else if (!success && ctx.pipeline().get(CAMELS_TIMEOUT) != null) {
      // Only an answer stops Camel's clock, and it would end the next exchange before its time.
      ctx.pipeline().remove(CAMELS_TIMEOUT);
    }
  }

  /** The answer may have come before this hears that the frame is written. */
  private void startAnswerClock(ChannelHandlerContext ctx) {
    if (sending) {
      answerClock =
          ctx.executor()
              .schedule(
                  () ->
                      exceptionCaught(
                          ctx,
                          new SocketTimeoutException(
                              "no answer within " + Limits.shown(limits.answerTimeout()))),
                  limits.answerTimeout().toNanos(),
                  TimeUnit.NANOSECONDS);
    }
  }

  private void stopAnswerClock() {
    if (answerClock != null) {
      answerClock.cancel(false);
      answerClock = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopAnswerClock();
  }

  private void askLater(ChannelHandlerContext ctx) {
    ctx.executor().schedule(() -> ask(ctx), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The route must put a frame in the place of this body. */
  private void ask(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      ctx.fireChannelRead(new byte[0]);
    }
  }

  private Optional<Throwable> misuse(ChannelHandlerContext ctx) {
    if (!checked) {
      checked = true;
      misuse = role.misuse(ctx.channel());
    }
    return misuse;
  }

  private static void failed(ChannelHandlerContext ctx, Throwable cause) {
    ctx.fireExceptionCaught(cause);
    ctx.close();
  }
}
