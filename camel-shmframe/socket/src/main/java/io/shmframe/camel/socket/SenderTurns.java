// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.ReferenceCountUtil;
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

  private final Role role;
  private final boolean answered;
  private Optional<Throwable> misuse = Optional.empty();
  private boolean checked;
  private boolean sending;

  SenderTurns(Role role, boolean answered) {
    this.role = role;
    this.answered = answered;
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
      promise.addListener(written -> written(ctx, written.isSuccess(), serves));
      ctx.write(body, promise);
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
      return;
    }
    sending = false;
    if (serves && success) {
      ctx.executor().execute(() -> ask(ctx));
    } else if (serves) {
      askLater(ctx);
    }
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
