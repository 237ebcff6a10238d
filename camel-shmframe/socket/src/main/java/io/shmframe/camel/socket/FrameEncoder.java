// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.util.List;

/** Puts the length before each payload. Runs in the channel's event loop. */
final class FrameEncoder extends MessageToMessageEncoder<Object> {

  private final LengthField field;
  private final Limits limits;

  FrameEncoder(LengthField field, Limits limits) {
    super(Object.class);
    this.field = field;
    this.limits = limits;
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, Object body, List<Object> out) {
    ByteBuf payload = Payloads.of(body, ctx.alloc(), limits.maxBytes());
    ByteBuf header = ctx.alloc().buffer(field.size());
    field.write(payload.readableBytes(), header);
    out.add(header);
    out.add(payload);
  }
}
