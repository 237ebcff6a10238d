// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.EncoderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.camel.StreamCache;

/** Message bodies as the bytes that go out. */
final class Payloads {

  private Payloads() {}

  /** The bytes of a body, for the caller to release. A buffer or an array is not copied. */
  static ByteBuf of(Object body, ByteBufAllocator memory) throws IOException {
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
    if (body instanceof StreamCache || body instanceof InputStream) {
      return read(body, memory);
    }
    throw new EncoderException(
        "a frame must be a byte[], ByteBuf, ByteBuffer, InputStream or String, not a "
            + body.getClass().getName()
            + ": use convertBodyTo(byte[].class)");
  }

  private static ByteBuf read(Object stream, ByteBufAllocator memory) throws IOException {
    ByteBuf bytes = memory.buffer();
    boolean done = false;
    try (ByteBufOutputStream out = new ByteBufOutputStream(bytes)) {
      if (stream instanceof StreamCache cache) {
        cache.reset();
        cache.writeTo(out);
      } else {
        ((InputStream) stream).transferTo(out);
      }
      done = true;
      return bytes;
    } finally {
      if (!done) {
        bytes.release();
      }
    }
  }
}
