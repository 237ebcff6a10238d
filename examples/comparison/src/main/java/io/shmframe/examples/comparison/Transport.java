// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/** One way from a Camel route in one process to a Camel route in another: a row of the tables. */
interface Transport {

  /** As it is called on the command line, in files and tables; unique. */
  String name();

  /** What it is, in a few words. */
  String title();

  /** Why it cannot run here, if it cannot. */
  Optional<String> missing(Site site);

  Flow flow();

  /** Every copy from the sender's array to what the receiving route is given. */
  List<Copy> copies();

  /** What the Java of both ends must be told. */
  default List<String> jvmOptions() {
    return List.of();
  }

  /** The process between the two, if there is one. */
  default Optional<Third> third() {
    return Optional.empty();
  }

  /** Goes on where the sending route has a raw frame. */
  void send(RouteDefinition camera, Side side) throws Exception;

  /** Begins the receiving route; what it gives next has the pixels. */
  RouteDefinition receive(RouteBuilder routes, Side side) throws Exception;
}
