// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Looks for the receiver's answer in what arrives. Runs in the channel's event loop. */
final class ReplyDecoder extends ByteToMessageDecoder {

  private final String reply;
  private final FrameClock clock;
  private int there;
  private boolean broken;

  ReplyDecoder(String reply, Limits limits) {
    this.reply = reply;
    this.clock = new FrameClock(limits);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    there = Math.min(in.readableBytes(), reply.length());
    String text = in.toString(in.readerIndex(), there, StandardCharsets.ISO_8859_1);
    if (!reply.startsWith(text)) {
      broken = true;
      clock.stop();
      throw new CorruptedFrameException(
          "the receiver must answer " + Shown.of(reply) + ", not " + Shown.of(text));
    }
    if (there == reply.length()) {
      in.skipBytes(there);
      there = 0;
      clock.stop();
      out.add(text);
    } else {
      clock.start(ctx, this::half);
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    clock.stop();
    if (there > 0 && !broken) {
      String text = half() + ", then the peer closed the connection";
      ctx.fireExceptionCaught(new CorruptedFrameException(text));
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    clock.stop();
  }

  private String half() {
    broken = true;
    return "half an answer: " + there + " of " + reply.length() + " bytes";
  }
}
