// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * What this project is about: a segment of one slot behind the header {@code frameheader}.
 *
 * @param name of the row
 * @param title of the row
 * @param options of the consumer besides the layout
 * @param loan whether the route reads the segment itself
 */
record SharedMemory(String name, String title, String options, boolean loan) implements Transport {

  @Override
  public Optional<String> missing(Site site) {
    return site.sharedMemory();
  }

  @Override
  public Flow flow() {
    return Flow.NONE;
  }

  @Override
  public List<Copy> copies() {
    Copy in = Copy.user("the sender's array into the segment");
    return loan ? List.of(in) : List.of(in, Copy.user("the segment into the route's array"));
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    camera
        .process(side.parts().begin("send"))
        .to(uri(side.link(), "&create=replace&unlinkOnStop=true"))
        .process(side.parts().end("send"));
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    return routes.from(uri(side.link(), options));
  }

  private static String uri(Link link, String options) {
    return "shmframe:frames?layout=frameheader&directory=" + link.memory() + options;
  }
}
