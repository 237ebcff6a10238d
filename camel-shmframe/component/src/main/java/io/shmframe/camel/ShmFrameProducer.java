// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.ExpectedGeometry;
import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.TypeConversionException;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.DefaultProducer;

/**
 * Writes message bodies into a segment as frames. Any thread may process; frames are written one
 * after another.
 */
public class ShmFrameProducer extends DefaultProducer {

  private final ShmFrameEndpoint endpoint;
  private final ShmFrameConfiguration configuration;
  private FrameWriter writer;

  public ShmFrameProducer(ShmFrameEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
    this.configuration = endpoint.getConfiguration();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    writer = endpoint.acquireWriter();
  }

  @Override
  protected void doStop() throws Exception {
    if (writer != null) {
      writer = null;
      endpoint.releaseWriter();
    }
    super.doStop();
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getIn();
    Object body = message.getBody();
    if (body instanceof WrappedFile<?> wrapped) {
      body = wrapped.getFile();
    }
    if (body instanceof FrameView view) {
      write(view, message);
    } else if (body instanceof byte[] bytes) {
      write(raw(exchange, ByteBuffer.wrap(bytes)), message);
    } else if (body instanceof ByteBuffer buffer) {
      write(raw(exchange, buffer.duplicate()), message);
    } else if (body instanceof File file) {
      write(exchange, file);
    } else if (body instanceof InputStream || body instanceof StreamCache) {
      write(raw(exchange, read(exchange)), message);
    } else {
      write(converted(exchange, body), message);
    }
  }

  private void write(FrameView view, Message message) throws IOException {
    configuration.expected().check(view.geometry());
    long stamp = view.timestampNanos() / 1_000_000;
    writer.publish(view, stamp(message, stamp == 0 ? System.currentTimeMillis() : stamp));
  }

  /** From the file straight into the segment. */
  private void write(Exchange exchange, File file) throws Exception {
    FrameGeometry geometry = geometry(exchange);
    try (FileChannel channel = FileChannel.open(file.toPath(), StandardOpenOption.READ)) {
      requireLength(exchange, geometry, channel.size());
      long stamp = stamp(exchange.getIn(), System.currentTimeMillis());
      try (FrameClaim claim = writer.claim(geometry, stamp)) {
        ByteBuffer pixels = claim.pixels();
        while (pixels.hasRemaining()) {
          if (channel.read(pixels) < 0) {
            throw new EOFException("File " + file + " became shorter while it was being read");
          }
        }
        claim.commit();
      }
    }
  }

  /**
   * Reads a stream to its end before the segment is touched: one that breaks off must not cost the
   * last frame.
   */
  private ByteBuffer read(Exchange exchange) throws Exception {
    FrameGeometry geometry = geometry(exchange);
    InputStream stream = exchange.getIn().getMandatoryBody(InputStream.class);
    // One byte more than there should be, to notice that there are more.
    int limit = (int) Math.min(Integer.MAX_VALUE - 8L, geometry.bytes() + 1);
    return ByteBuffer.wrap(stream.readNBytes(limit));
  }

  private FrameView raw(Exchange exchange, ByteBuffer pixels) throws Exception {
    FrameGeometry geometry = geometry(exchange);
    requireLength(exchange, geometry, pixels.remaining());
    return FrameView.of(geometry, pixels);
  }

  private FrameView converted(Exchange exchange, Object body) throws InvalidPayloadException {
    FrameView view;
    try {
      view =
          body == null
              ? null
              : exchange.getContext().getTypeConverter().convertTo(FrameView.class, exchange, body);
    } catch (TypeConversionException e) {
      // A body of a type that is taken, but not as it is: an empty Mat, say.
      throw payload(exchange, e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }
    if (view == null) {
      throw payload(
          exchange,
          "expected byte[], ByteBuffer, FrameView, InputStream, File, BufferedImage, or with camel-shmframe-opencv a"
              + " Mat; found "
              + (body == null ? "no body" : body.getClass().getName()));
    }
    return view;
  }

  private long stamp(Message message, long otherwise) {
    Long header = message.getHeader(ShmFrameConstants.TIMESTAMP, Long.class);
    return header == null ? otherwise : header;
  }

  /**
   * The size of a picture that does not say it itself: from the message's headers, else from the
   * options.
   */
  private FrameGeometry geometry(Exchange exchange) throws InvalidPayloadException {
    ExpectedGeometry options = configuration.expected();
    FrameGeometry geometry;
    try {
      geometry = FrameGeometries.of(exchange.getIn(), options);
    } catch (LayoutException e) {
      throw payload(exchange, e.getMessage());
    }
    options.check(geometry);
    return geometry;
  }

  private void requireLength(Exchange exchange, FrameGeometry geometry, long found)
      throws InvalidPayloadException {
    if (found != geometry.bytes()) {
      throw payload(
          exchange,
          "a frame of "
              + geometry
              + " has "
              + geometry.bytes()
              + " bytes, the body has "
              + (found > geometry.bytes() ? "more: " : "")
              + found
              + "; an encoded picture must be decoded first");
    }
  }

  private InvalidPayloadException payload(Exchange exchange, String why) {
    return new InvalidPayloadException(
        exchange,
        FrameView.class,
        exchange.getIn(),
        new IllegalArgumentException("Segment " + configuration.path() + ": " + why));
  }
}
