// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** Routes on real sockets, with a watch on Netty's buffers. */
@Timeout(60)
abstract class CodecTest {

  static final String ROUTE = "route";

  private static final LeakWatch LEAKS = new LeakWatch();

  @TempDir Path folder;
  final DefaultCamelContext context = new DefaultCamelContext();
  final BlockingQueue<byte[]> frames = new ArrayBlockingQueue<>(10_000);
  final List<Throwable> errors = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void watch() {
    LEAKS.begin();
  }

  @AfterAll
  static void noLeaks() {
    LEAKS.end();
  }

  @BeforeEach
  void bindUnixClient() {
    context.getRegistry().bind("unixClient", new UnixClient());
    context.getShutdownStrategy().setTimeout(1);
  }

  @AfterEach
  void stop() throws IOException {
    context.close();
  }

  /** Every format over every transport. */
  static Stream<Arguments> wires() {
    return Stream.of(Wire.values())
        .flatMap(wire -> Stream.of("tcp", "unix").map(transport -> Arguments.of(wire, transport)));
  }

  Place place(String transport) throws IOException {
    return transport.equals("tcp") ? Place.tcp() : Place.unix(folder);
  }

  /** A route that puts what it gets into {@link #frames}. */
  void receive(String uri, SocketCodec codec) throws Exception {
    receive(uri, codec, exchange -> frames.add(exchange.getIn().getBody(byte[].class)));
  }

  void receive(String uri, SocketCodec codec, Processor step) throws Exception {
    start(codec, uri, route -> route.process(step));
  }

  void start(SocketCodec codec, String uri, java.util.function.Consumer<RouteDefinition> steps)
      throws Exception {
    context.getRegistry().bind("codec", codec);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(CodecTest.this::remember);
            steps.accept(from(uri).routeId(ROUTE));
          }
        });
    context.start();
  }

  /** A route from {@code direct:in} whose exchanges tell what became of them. */
  void produce(String uri, SocketCodec codec) throws Exception {
    context.getRegistry().bind("codec", codec);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:in").routeId(ROUTE).to(uri);
          }
        });
    context.start();
  }

  /** Sends a body through the route, in a thread of its own. */
  CompletableFuture<Exchange> send(Object body) {
    return context
        .createProducerTemplate()
        .asyncSend("direct:in", exchange -> exchange.getIn().setBody(body));
  }

  private void remember(Exchange exchange) {
    errors.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
  }

  /** The text of the error handler's first error. */
  String error() {
    await().until(() -> !errors.isEmpty());
    return errors.get(0).getMessage();
  }

  String next() throws InterruptedException {
    return new String(frames.take(), StandardCharsets.US_ASCII);
  }

  /** A server may be bound a moment after its route has started. */
  static Peer connect(Place place) {
    return await()
        .ignoreException(ConnectException.class)
        .until(() -> Peer.connect(place.address()), peer -> true);
  }
}
