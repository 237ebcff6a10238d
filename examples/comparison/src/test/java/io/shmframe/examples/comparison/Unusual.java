// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/** A transport that the child processes have never heard of. */
record Unusual(Optional<Third> third) implements Transport {

  @Override
  public String name() {
    return "unusual";
  }

  @Override
  public String title() {
    return "Unusual";
  }

  @Override
  public Optional<String> missing(Site site) {
    return Optional.empty();
  }

  @Override
  public Flow flow() {
    return Flow.PEER;
  }

  @Override
  public List<Copy> copies() {
    return List.of();
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    throw new UnsupportedOperationException();
  }
}
