// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * What this project is about: a ring, or a segment of one slot behind the header {@code
 * frameheader}.
 *
 * @param name of the row
 * @param title of the row
 * @param flow whether the sender waits for the receiver
 * @param producer options of the producer, the layout among them
 * @param consumer options of the consumer, likewise
 * @param loan whether the route reads the segment itself
 */
record SharedMemory(
    String name, String title, Flow flow, String producer, String consumer, boolean loan)
    implements Transport {

  private static final String LOAN = "&bodyType=frame";

  /**
   * Flat out each frame is to be delivered, as by a queue: the sender waits while all slots are
   * full. The wait may be longer than usual, as a machine that is busy with other things makes it.
   */
  static SharedMemory ring(String name, String title, boolean loan) {
    return new SharedMemory(
        name,
        title,
        Flow.PEER,
        "layout=ring&overflow=block&blockTimeout=5s",
        "layout=ring&delivery=all" + (loan ? LOAN : ""),
        loan);
  }

  static SharedMemory frameheader(String name, String title, String options) {
    String layout = "layout=frameheader";
    return new SharedMemory(
        name, title, Flow.NONE, layout, layout + options, options.contains(LOAN));
  }

  /** Whether a row is one of these. */
  static boolean is(String row) {
    return Transports.all().stream()
        .anyMatch(it -> it instanceof SharedMemory && it.name().equals(row));
  }

  @Override
  public Optional<String> missing(Site site) {
    return site.sharedMemory();
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
        .to(uri(side.link(), producer + "&create=replace&unlinkOnStop=true"))
        .process(side.parts().end("send"));
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    return routes.from(uri(side.link(), consumer));
  }

  private static String uri(Link link, String options) {
    return "shmframe:frames?directory=" + link.memory() + "&" + options;
  }
}
