// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;

/** The sending process of one row: a camera and a Camel route. */
public final class Sender {

  /** The property of an exchange that has its frame's number. */
  static final String NUMBER = "number";

  private final Ledger ledger;
  private final Parts parts = new Parts();
  private final Player player;
  private final CamelContext context = new DefaultCamelContext();

  private Sender(Link link) throws Exception {
    ledger = new Ledger(link.ledger());
    Transport transport = Transports.named(link.row());
    Clip clip = new Clip(Clip.file(link.disk().getParent(), link.size()), link.size());
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() throws Exception {
            transport.send(
                from("direct:camera").routeId("sender").process(Sender.this::sends),
                new Side(link, context, parts));
          }
        });
    context.getShutdownStrategy().setTimeout(3);
    context.start();
    player =
        new Player(
            context.getEndpoint("direct:camera"), clip, link.size(), transport.flow(), ledger);
  }

  /** Takes the arguments of a {@link Link}; is told the rest on its standard input. */
  public static void main(String[] args) {
    Link link = Link.of(args);
    Commands commands = new Commands(link);
    try {
      new Sender(link).run(commands);
    } catch (Exception | LinkageError e) {
      commands.failed(e);
    }
    System.exit(0);
  }

  private void run(Commands commands) throws Exception {
    player.start();
    commands.ready();
    commands.serve(this::answer);
    player.end();
    context.stop();
  }

  /** The moment that latency counts from: the route has the raw frame. */
  private void sends(Exchange exchange) {
    ledger.sends(exchange.getProperty(NUMBER, Integer.class));
  }

  private JsonObject answer(String command) {
    JsonObject answer = new JsonObject();
    if (command.equals("mark")) {
      answer.put("sent", player.sent());
      answer.put("encodedBytes", parts.encodedBytes());
      answer.put("parts", new JsonObject(parts.takeMicros()));
      if (player.failure() != null) {
        answer.put("failed", Commands.inOneLine(player.failure()));
      }
    } else {
      player.pace(Pace.parse(command));
    }
    return answer;
  }
}
