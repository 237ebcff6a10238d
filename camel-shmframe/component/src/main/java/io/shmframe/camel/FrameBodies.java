// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.camel.FrameBodyFactory.FrameBody;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Ordered;
import org.apache.camel.spi.FactoryFinder;
import org.apache.camel.support.SynchronizationAdapter;

/** The bodies that frames are copied into, by their type. */
final class FrameBodies {

  private static final String FACTORIES = "META-INF/services/org/apache/camel/shmframe/";

  private FrameBodies() {}

  /** The factory for what an endpoint's messages are to carry. */
  static FrameBodyFactory factory(ShmFrameEndpoint endpoint) {
    if (endpoint.getConfiguration().text()) {
      return FrameBodies::text;
    }
    return switch (endpoint.getConfiguration().getBodyType()) {
      case BYTES -> FrameBodies::bytes;
      case FRAME -> FrameBodies::frame;
      case ARRAY -> FrameBodies::array;
      case MAT -> mats(endpoint.getCamelContext());
    };
  }

  /**
   * Frees a body when its exchange completes; an array or a text is the route's for as long as it
   * likes.
   */
  static void releaseWhenComplete(Exchange exchange, FrameBody body) {
    if (!(body instanceof Plain)) {
      whenComplete(exchange, body::release);
    }
  }

  /**
   * Does something when an exchange completes, after all else that happens then: an {@code
   * onCompletion} of the route may still use the body.
   */
  static void whenComplete(Exchange exchange, Runnable release) {
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                release.run();
              }

              @Override
              public boolean allowHandover() {
                // To the exchange that seda makes, say, which has a copy of the body: a loan should
                // not last until that completes. (What pollEnrich fetched has no unit of work, and
                // is handed to the exchange that it enriches without asking.)
                return false;
              }

              @Override
              public int getOrder() {
                return Ordered.LOWEST;
              }
            });
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

  private static byte[] room(FrameGeometry geometry) {
    return new byte[Math.toIntExact(geometry.bytes())];
  }

  private static FrameBody bytes(FrameGeometry geometry) {
    byte[] bytes = room(geometry);
    return new Plain(ByteBuffer.wrap(bytes), () -> bytes);
  }

  private static FrameBody text(FrameGeometry geometry) {
    byte[] bytes = room(geometry);
    return new Plain(ByteBuffer.wrap(bytes), () -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static FrameBody array(FrameGeometry geometry) {
    ByteBuffer memory = ByteBuffer.allocate(Math.toIntExact(geometry.bytes()));
    return new Plain(memory, () -> TypedArrays.array(geometry.element(), memory.duplicate()));
  }

  /** For answers; a consumer lends the frame itself. */
  private static FrameBody frame(FrameGeometry geometry) {
    ByteBuffer memory = ByteBuffer.allocate(Math.toIntExact(geometry.bytes()));
    return new Plain(memory, () -> new CamelFrame(FrameView.of(geometry, memory.duplicate())));
  }

  /** A body on the heap, which needs not be freed. */
  private record Plain(ByteBuffer memory, Supplier<Object> made) implements FrameBody {

    @Override
    public Object body() {
      return made.get();
    }

    @Override
    public void release() {
      // The collector does.
    }
  }
}
