// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Camel context, and a segment with a name and a folder of its own. */
@Timeout(120)
abstract class RouteTest {

  @TempDir Path folder;

  final String name = "it-" + UUID.randomUUID();
  final CamelContext context = new DefaultCamelContext();

  /** What the route got and what its error handler got, in order. */
  final List<Got> got = new CopyOnWriteArrayList<>();

  final List<Exception> errors = new CopyOnWriteArrayList<>();

  record Got(Object body, java.util.Map<String, Object> headers) {

    byte[] bytes() {
      return (byte[]) body;
    }

    Object header(String key) {
      return headers.get(key);
    }
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  final Path path() {
    return folder.resolve(name);
  }

  final String uri(String options) {
    return uri(name, options);
  }

  final String uri(String segment, String options) {
    return "shmframe:"
        + segment
        + "?layout=frameheader&directory="
        + folder
        + "&reattachInterval=20ms"
        + (options.isEmpty() ? "" : "&" + options);
  }

  final RawSegment segment() {
    return new RawSegment(path(), 4096);
  }

  final void keep(Exchange exchange) {
    got.add(
        new Got(
            exchange.getIn().getBody(), new java.util.HashMap<>(exchange.getIn().getHeaders())));
  }

  /** A route that keeps what it gets, and whose error handler keeps the errors. */
  final void consume(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(RouteTest.this::keepError);
            from(uri("bridgeErrorHandler=true" + (options.isEmpty() ? "" : "&" + options)))
                .routeId("frames")
                .process(RouteTest.this::keep);
          }
        });
  }

  final void keepError(Exchange exchange) {
    errors.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
  }

  final void start(RouteBuilder routes) throws Exception {
    context.addRoutes(routes);
    context.start();
  }

  /** A route from {@code direct:in} to the segment. */
  final ProducerTemplate produce(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("in").to(uri(options));
          }
        });
    return context.createProducerTemplate();
  }

  static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(30)).until(condition);
  }

  final void untilGot(int frames) {
    until(() -> got.size() >= frames);
  }

  final Got last() {
    return got.get(got.size() - 1);
  }

  static byte[] filled(int bytes, int value) {
    byte[] array = new byte[bytes];
    java.util.Arrays.fill(array, (byte) value);
    return array;
  }
}
