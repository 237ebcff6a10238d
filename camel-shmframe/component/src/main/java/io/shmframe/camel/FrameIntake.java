// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.camel.FrameBodyFactory.FrameBody;
import io.shmframe.frame.FrameInfo;
import io.shmframe.frame.FrameReader;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.FactoryFinder;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Takes frames from a reader into exchanges: the body in the type that was asked for, the headers,
 * and what must be freed when the exchange completes. Used by one thread.
 */
final class FrameIntake {

  private static final String FACTORIES = "META-INF/services/org/apache/camel/shmframe/";

  private final ShmFrameEndpoint endpoint;
  private final FrameReader reader;
  private final boolean inPlace;
  private final FrameBodyFactory bodies;
  private FrameBody next;

  FrameIntake(ShmFrameEndpoint endpoint, FrameReader reader) {
    this.endpoint = endpoint;
    this.reader = reader;
    BodyType type = endpoint.getConfiguration().getBodyType();
    this.inPlace = type == BodyType.FRAME;
    this.bodies = type == BodyType.MAT ? mats(endpoint.getCamelContext()) : FrameIntake::bytes;
  }

  private static FrameBodyFactory mats(CamelContext context) {
    FactoryFinder finder = context.getCamelContextExtension().getFactoryFinder(FACTORIES);
    return finder
        .newInstance("mat", FrameBodyFactory.class)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "bodyType=mat needs camel-shmframe-opencv on the class path, which is not there"));
  }

  private static FrameBody bytes(FrameGeometry geometry) {
    byte[] bytes = new byte[Math.toIntExact(geometry.bytes())];
    return new FrameBody() {
      @Override
      public ByteBuffer memory() {
        return ByteBuffer.wrap(bytes);
      }

      @Override
      public Object body() {
        return bytes;
      }

      @Override
      public void release() {
        // The array is the route's for as long as it likes.
      }
    };
  }

  /** Waits for a frame, at most for so many milliseconds; 0 looks once. */
  Look take(long millis) throws TornFrameException {
    if (millis == 0) {
      return inPlace ? reader.lookInPlace() : reader.look(this::allocate);
    }
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    return inPlace ? reader.awaitInPlace(nanos) : reader.await(this::allocate, nanos);
  }

  /** Puts the frame that was taken into an exchange. */
  void fill(Exchange exchange) {
    Message message = exchange.getIn();
    FrameInfo info = reader.info();
    headers(message, info);
    if (inPlace) {
      FrameView loan = new CamelFrame(reader.loan());
      message.setBody(loan);
      whenComplete(exchange, loan::close);
    } else {
      FrameBody filled = next;
      next = null;
      message.setBody(filled.body());
      if (!(filled.body() instanceof byte[])) {
        whenComplete(exchange, filled::release);
      }
    }
  }

  /** Frees what was allocated for a frame that never came. */
  void close() {
    if (next != null) {
      next.release();
      next = null;
    }
  }

  private ByteBuffer allocate(FrameGeometry geometry) {
    close();
    next = bodies.create(geometry);
    return next.memory();
  }

  private void headers(Message message, FrameInfo info) {
    FrameGeometry geometry = info.geometry();
    message.setHeader(ShmFrameConstants.SEGMENT, endpoint.getConfiguration().getName());
    message.setHeader(ShmFrameConstants.WIDTH, geometry.width());
    message.setHeader(ShmFrameConstants.HEIGHT, geometry.height());
    message.setHeader(ShmFrameConstants.CHANNELS, geometry.channels());
    message.setHeader(ShmFrameConstants.TYPE, geometry.type());
    message.setHeader(ShmFrameConstants.STRIDE, (int) geometry.rowBytes());
    String format = pixelFormat(geometry.channels());
    if (!format.isEmpty()) {
      message.setHeader(ShmFrameConstants.PIXEL_FORMAT, format);
    }
    long millis = info.timestampMillis();
    message.setHeader(ShmFrameConstants.TIMESTAMP, millis);
    message.setHeader(ShmFrameConstants.TIMESTAMP_NANOS, info.timestampNanos());
    message.setHeader(ShmFrameConstants.MISSED, info.missed());
    message.setHeader(ShmFrameConstants.TORN, info.torn());
    message.setHeader(ShmFrameConstants.ENCODING, "raw");
    message.setHeader(ShmFrameConstants.COPIES, inPlace ? 0 : 1);
    message.setHeader(ShmFrameConstants.MESSAGE_TIMESTAMP, millis);
  }

  private static String pixelFormat(int channels) {
    return switch (channels) {
      case 1 -> "GRAY8";
      case 3 -> "BGR24";
      case 4 -> "BGRA";
      default -> "";
    };
  }

  private static void whenComplete(Exchange exchange, Runnable release) {
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                release.run();
              }
            });
  }
}
