// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Routes that encode and decode by one codec, whatever is on the class path. */
final class PictureRoutes implements AutoCloseable {

  /** Who encodes and decodes. */
  enum Codec {
    OPENCV,
    IMAGEIO;

    PictureCodec create() {
      return this == OPENCV ? OpenCvCodec.load() : new ImageIoCodec();
    }
  }

  private final DefaultCamelContext context = new DefaultCamelContext();

  PictureRoutes(Codec codec, PictureDataFormat<?> format) throws Exception {
    context.getCamelContextExtension().addContextPlugin(PictureCodec.class, codec.create());
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:encode").marshal(format).convertBodyTo(byte[].class);
            from("direct:decode").unmarshal(format);
          }
        });
    context.start();
  }

  Exchange encode(Object body, Map<String, Object> headers) throws Exception {
    return send("direct:encode", body, headers);
  }

  byte[] encode(FrameGeometry geometry, byte[] pixels) throws Exception {
    FrameView frame = FrameView.of(geometry, ByteBuffer.wrap(pixels));
    return encode(frame, Map.of()).getMessage().getBody(byte[].class);
  }

  Exchange decode(Object body, Map<String, Object> headers) throws Exception {
    return send("direct:decode", body, headers);
  }

  FrameView decode(byte[] file) throws Exception {
    return decode(file, Map.of()).getMessage().getBody(FrameView.class);
  }

  static byte[] packed(FrameView frame) throws Exception {
    byte[] pixels = new byte[Math.toIntExact(frame.geometry().bytes())];
    frame.copyTo(ByteBuffer.wrap(pixels));
    return pixels;
  }

  private Exchange send(String uri, Object body, Map<String, Object> headers) throws Exception {
    Exchange exchange =
        context
            .createProducerTemplate()
            .send(
                uri,
                e -> {
                  e.getMessage().setBody(body);
                  e.getMessage().setHeaders(new java.util.HashMap<>(headers));
                });
    if (exchange.getException() instanceof CamelExecutionException wrapped) {
      throw (Exception) wrapped.getCause();
    } else if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return exchange;
  }

  @Override
  public void close() throws java.io.IOException {
    context.close();
  }
}
