// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;

/**
 * Gives the route one frame at a time. The socket is read again when the route's out message
 * arrives here, which is how Camel tells that it is done with a frame; what stands in it does not
 * matter. So a fast peer waits at its socket.
 *
 * <p>All of it runs in the channel's event loop; the route runs in a thread of Camel's handler.
 */
final class ReceiverTurns extends ChannelDuplexHandler {

  private final Role role;
  private final FrameDecoder decoder;
  private final String reply;
  private boolean busy;
  private boolean inRoute;
  private boolean ended;
  private boolean unanswered;
  private Throwable failure;

  /** An empty reply is none. */
  ReceiverTurns(Role role, FrameDecoder decoder, String reply) {
    this.role = role;
    this.decoder = decoder;
    this.reply = reply;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.fireChannelActive();
    if (!Role.inProducer(ctx.channel())) {
      role.misuse(ctx.channel()).ifPresentOrElse(why -> failed(ctx, why), () -> next(ctx));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    busy = true;
    inRoute = true;
    decoder.wanted(ctx, false);
    ctx.fireChannelRead(frame);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object out, ChannelPromise promise) {
    ReferenceCountUtil.release(out);
    if (!busy) {
      role.misuse(ctx.channel()).ifPresentOrElse(promise::tryFailure, promise::trySuccess);
      return;
    }
    inRoute = false;
    if (reply.isEmpty() || unanswered) {
      promise.trySuccess();
      later(ctx);
      return;
    }
    ctx.write(ByteBufUtil.writeAscii(ctx.alloc(), reply))
        .addListener(
            written -> {
              // An answer that its peer does not take any more is no failure of a frame that has
              // arrived, and no reason to close: more frames may be there.
              unanswered = !written.isSuccess();
              promise.trySuccess();
              later(ctx);
            });
  }

  /** Never from within the write: the frames that are there already would make a deep stack. */
  private void later(ChannelHandlerContext ctx) {
    ctx.executor()
        .execute(
            () -> {
              busy = false;
              next(ctx);
            });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ctx.fireUserEventTriggered(event);
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
      closeAfterLast(ctx);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (busy && cause instanceof DecoderException) {
      // The frames before it are whole; their turn comes first.
      failure = cause;
      ended = true;
    } else {
      failed(ctx, cause);
    }
  }

  /** Camel closes where a route ends without a body, and says so only at debug level. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (inRoute) {
      inRoute = false;
      ctx.fireExceptionCaught(
          new IllegalStateException(
              "the connection is closed while the route has a frame: a route that ends without a"
                  + " body closes it"));
    }
    ctx.close(promise);
  }

  private void next(ChannelHandlerContext ctx) {
    decoder.wanted(ctx, true);
    ctx.read();
    closeAfterLast(ctx);
  }

  /** A frame that waits has come by now: whoever holds it back gives it within read(). */
  private void closeAfterLast(ChannelHandlerContext ctx) {
    if (ended && !busy) {
      if (failure == null) {
        ctx.close();
      } else {
        failed(ctx, failure);
      }
    }
  }

  private void failed(ChannelHandlerContext ctx, Throwable cause) {
    inRoute = false;
    ctx.fireExceptionCaught(cause);
    ctx.close();
  }
}
