// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.EncoderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.camel.StreamCache;

/** Message bodies as the bytes that go out. */
final class Payloads {

  private static final int PIECE = 1 << 16;

  private Payloads() {}

  /**
   * The bytes of a body, for the caller to release. A buffer or an array is not copied.
   *
   * @throws EncoderException if there are none or too many, or the body is nothing of the kind
   */
  static ByteBuf of(Object body, ByteBufAllocator memory, int maxBytes) {
    ByteBuf bytes = bytes(body, memory, maxBytes);
    int length = bytes.readableBytes();
    if (length > 0 && length <= maxBytes) {
      return bytes;
    }
    bytes.release();
    throw new EncoderException(
        length == 0
            ? "an empty frame is not sent"
            : "a frame of " + length + " bytes is too long, maxBytes is " + maxBytes);
  }

  private static ByteBuf bytes(Object body, ByteBufAllocator memory, int maxBytes) {
    if (body instanceof byte[] bytes) {
      return Unpooled.wrappedBuffer(bytes);
    }
    if (body instanceof ByteBuf bytes) {
      return bytes.retainedDuplicate();
    }
    if (body instanceof ByteBuffer bytes) {
      return Unpooled.wrappedBuffer(bytes);
    }
    if (body instanceof String text) {
      return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
    if (body instanceof InputStream stream) {
      return read(stream, memory, maxBytes);
    }
    throw new EncoderException(
        "a frame must be a byte[], ByteBuf, ByteBuffer, InputStream or String, not a "
            + body.getClass().getName()
            + ": use convertBodyTo(byte[].class)");
  }

  private static ByteBuf read(InputStream stream, ByteBufAllocator memory, int maxBytes) {
    if (stream instanceof StreamCache cache) {
      cache.reset();
    }
    ByteBuf bytes = memory.buffer();
    try {
      // One byte more than allowed shows that there is more, and bounds the memory.
      int left = maxBytes + 1;
      for (int got = 0; got >= 0 && left > 0; left -= Math.max(got, 0)) {
        got = bytes.writeBytes(stream, Math.min(left, PIECE));
      }
      if (!(stream instanceof StreamCache)) {
        stream.close();
      }
    } catch (IOException | RuntimeException e) {
      bytes.release();
      throw new EncoderException("the frame cannot be read: " + e, e);
    }
    return bytes;
  }
}
