// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.flow.FlowControlHandler;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;

/**
 * One end of a socket protocol that carries frames. It puts all its handlers into a channel at the
 * place where it stands itself, before Camel's own handler.
 */
abstract sealed class SocketCodec extends DefaultChannelHandlerFactory implements CamelContextAware
    permits LengthPrefixed, PaddedLength {

  private final boolean sends;
  private final LengthField field;
  private final String reply;
  private final Limits limits;
  private volatile Optional<CamelContext> context = Optional.empty();

  SocketCodec(boolean sends, LengthField field, String reply, Limits limits) {
    this.sends = sends;
    this.field = field;
    this.reply = reply;
    this.limits = limits;
  }

  @Override
  public final ChannelHandler newChannelHandler() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (sends) {
          sender(channel);
        } else {
          receiver(channel);
        }
      }
    };
  }

  /** For Camel, which sets it when the bean is bound to the registry. */
  @Override
  public final void setCamelContext(CamelContext context) {
    this.context = Optional.ofNullable(context);
  }

  @Override
  public final CamelContext getCamelContext() {
    return context.orElse(null);
  }

  final Optional<CamelContext> context() {
    return context;
  }

  final Limits limits() {
    return limits;
  }

  final boolean sends() {
    return sends;
  }

  final boolean answered() {
    return !reply.isEmpty();
  }

  private void sender(Channel channel) {
    channel.pipeline().addLast(new FrameEncoder(field, limits), new WriteClock(limits));
    if (answered()) {
      channel.pipeline().addLast(new ReplyDecoder(reply, limits));
    }
    channel.pipeline().addLast(new SenderTurns(new Role(this), answered(), limits));
  }

  private void receiver(Channel channel) {
    channel.config().setAutoRead(false);
    // A peer that has sent its last frame and closes must not take the frames along that wait.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    // Nor must one that does not take its answer any more.
    channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
    FrameDecoder decoder = new FrameDecoder(field, limits);
    channel
        .pipeline()
        .addLast(
            decoder, new FlowControlHandler(), new ReceiverTurns(new Role(this), decoder, reply));
  }
}
