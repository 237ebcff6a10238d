// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;

/** The receiving process of one row: a Camel route that looks at what it is given. */
public final class Receiver {

  private final Parts parts = new Parts();
  private final Arrivals arrivals;
  private final CamelContext context = new DefaultCamelContext();

  private Receiver(Link link) throws Exception {
    arrivals = new Arrivals(new Ledger(link.ledger()), link.size());
    Transport transport = Transports.named(link.row());
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() throws Exception {
            transport
                .receive(this, new Side(link, context, parts))
                .routeId("receiver")
                .process(arrivals::arrives);
          }
        });
    context.getShutdownStrategy().setTimeout(3);
    context.start();
  }

  /** Takes the arguments of a {@link Link}; is told the rest on its standard input. */
  public static void main(String[] args) {
    Link link = Link.of(args);
    Commands commands = new Commands(link);
    try {
      Receiver receiver = new Receiver(link);
      commands.ready();
      commands.serve(command -> receiver.mark());
      receiver.context.stop();
    } catch (Exception | LinkageError e) {
      commands.failed(e);
    }
    System.exit(0);
  }

  private JsonObject mark() {
    JsonObject answer = arrivals.take();
    answer.put("parts", new JsonObject(parts.takeMicros()));
    return answer;
  }
}
