// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.camel.ShmFrameConstants.CHANNELS;
import static io.shmframe.camel.ShmFrameConstants.HEIGHT;
import static io.shmframe.camel.ShmFrameConstants.WIDTH;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/** A ring of its own, written and read by routes of one context. */
abstract class RingRouteTest extends RouteTest {

  private static final Map<String, Object> SIZE = Map.of(WIDTH, 8, HEIGHT, 4, CHANNELS, 3);

  /** An endpoint of the ring; without a layout, which is what the default is for. */
  final String ring(String options) {
    return "shmframe:"
        + name
        + "?directory="
        + folder
        + "&reattachInterval=20ms"
        + (options.isEmpty() ? "" : "&" + options);
  }

  /** Writes with these options, and keeps what a consumer with those gets. */
  final ProducerTemplate link(String writing, String reading) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(RingRouteTest.this::keepError);
            from("direct:in").routeId("in").errorHandler(noErrorHandler()).to(ring(writing));
            from(ring("bridgeErrorHandler=true" + (reading.isEmpty() ? "" : "&" + reading)))
                .routeId("frames")
                .process(RingRouteTest.this::keep);
          }
        });
    return context.createProducerTemplate();
  }

  /** A picture of 8 x 4 x 3 of which every byte has this value. */
  static byte[] picture(int value) {
    byte[] pixels = new byte[96];
    Arrays.fill(pixels, (byte) value);
    return pixels;
  }

  static Map<String, Object> sized(Object... more) {
    Map<String, Object> headers = new HashMap<>(SIZE);
    for (int i = 0; i < more.length; i += 2) {
      headers.put((String) more[i], more[i + 1]);
    }
    return headers;
  }

  final void send(ProducerTemplate producer, int value) {
    producer.sendBodyAndHeaders("direct:in", picture(value), sized());
  }
}
