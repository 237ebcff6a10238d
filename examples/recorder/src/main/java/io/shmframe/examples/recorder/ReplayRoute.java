// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.LifecycleStrategySupport;

/** From files into an endpoint. */
final class ReplayRoute extends RouteBuilder {

  private final String uri;
  private final Player player;

  ReplayRoute(String uri, Player player) {
    this.uri = uri;
    this.player = player;
  }

  @Override
  public void configure() {
    onException(Exception.class)
        .process(e -> player.over(e.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)))
        .handled(true);

    from("timer:replay?repeatCount=1&delay=0")
        .routeId("replay")
        .loopDoWhile(player)
        .process(player::frame)
        .to(uri)
        .end()
        .process(exchange -> player.over(null));

    // A route in the middle of a loop is not done by itself.
    getContext()
        .addLifecycleStrategy(
            new LifecycleStrategySupport() {
              @Override
              public void onContextStopping(CamelContext context) {
                player.stop();
              }
            });
  }
}
