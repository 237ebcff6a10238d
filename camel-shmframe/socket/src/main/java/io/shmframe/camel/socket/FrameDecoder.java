// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Cuts what arrives into payloads, each a byte array of its own, and ends with the first error:
 * where the next frame begins is then not known. Runs in the channel's event loop.
 */
final class FrameDecoder extends LengthFieldBasedFrameDecoder {

  private static final long UNKNOWN = -1;

  private final LengthField field;
  private final Limits limits;
  private final FrameClock clock;
  private long announced = UNKNOWN;
  private int there;
  private boolean wanted;
  private boolean broken;

  FrameDecoder(LengthField field, Limits limits) {
    super(limits.maxBytes() + field.size(), 0, field.size(), 0, field.size());
    this.field = field;
    this.limits = limits;
    this.clock = new FrameClock(limits);
  }

  /**
   * Whether the socket is being read. While it is not, because the route is busy with the frame
   * before, half a frame is nobody's fault and the clock stands.
   */
  void wanted(ChannelHandlerContext ctx, boolean now) {
    wanted = now;
    watch(ctx);
  }

  @Override
  protected long getUnadjustedFrameLength(ByteBuf in, int at, int length, ByteOrder order) {
    announced = field.read(in, at);
    if (announced == 0) {
      throw new CorruptedFrameException("a frame of 0 bytes is announced");
    }
    if (announced > limits.maxBytes()) {
      throw new TooLongFrameException(
          "a frame of " + announced + " bytes is announced, maxBytes is " + limits.maxBytes());
    }
    return announced;
  }

  @Override
  protected Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return null;
    }
    broken = true;
    Object frame = super.decode(ctx, in);
    broken = false;
    if (frame instanceof ByteBuf payload) {
      announced = UNKNOWN;
      clock.stop();
      try {
        frame = ByteBufUtil.getBytes(payload);
      } finally {
        payload.release();
      }
    }
    there = in.readableBytes();
    return frame;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    watch(ctx);
    super.channelReadComplete(ctx);
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    clock.stop();
    if (there > 0 && !broken) {
      broken = true;
      String text = half() + ", then the peer closed the connection";
      ctx.fireExceptionCaught(new CorruptedFrameException(text));
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    clock.stop();
  }

  private void watch(ChannelHandlerContext ctx) {
    if (there > 0 && wanted && !broken) {
      clock.start(ctx, this::expired);
    } else {
      clock.stop();
    }
  }

  private String expired() {
    broken = true;
    return half();
  }

  private String half() {
    return announced == UNKNOWN
        ? "half a frame: " + there + " of the " + field.size() + " bytes of its length"
        : "half a frame: " + (there - field.size()) + " of " + announced + " bytes";
  }
}
