// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Two routes, one to a pickle and one from it, and what their error handler heard. */
final class PickleRoute implements AutoCloseable {

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ProducerTemplate template;

  PickleRoute() {
    this(new PickleDataFormat());
  }

  PickleRoute(PickleDataFormat format) {
    // Camel would read a stream to its end before the data format sees it.
    context.setStreamCaching(false);
    try {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              onException(Exception.class)
                  .handled(true)
                  .process(
                      e ->
                          e.setVariable(
                              "heard", e.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
              from("direct:marshal").marshal(format);
              from("direct:unmarshal").unmarshal(format);
            }
          });
      context.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    template = context.createProducerTemplate();
  }

  /** What came of a body: the new body, or what the error handler heard. */
  record Outcome(byte[] bytes, Optional<Exception> heard) {

    /** The error, which must be there. */
    Exception error() {
      return heard.orElseThrow(() -> new AssertionError("Nobody heard of an error"));
    }

    /** The bytes, with no error. */
    byte[] orThrow() {
      heard.ifPresent(
          e -> {
            throw new AssertionError(e);
          });
      return bytes;
    }
  }

  Outcome marshal(Object body) {
    return send("direct:marshal", body);
  }

  Outcome unmarshal(Object body) {
    return send("direct:unmarshal", body);
  }

  private Outcome send(String to, Object body) {
    Exchange exchange = template.request(to, e -> e.getIn().setBody(body));
    Optional<Exception> heard =
        Optional.ofNullable(exchange.getVariable("heard", Exception.class))
            .or(() -> Optional.ofNullable(exchange.getException()));
    return new Outcome(
        heard.isPresent() ? new byte[0] : exchange.getMessage().getBody(byte[].class), heard);
  }

  @Override
  public void close() {
    context.stop();
  }
}
