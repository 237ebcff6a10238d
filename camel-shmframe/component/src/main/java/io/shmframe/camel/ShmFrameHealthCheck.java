// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Is down while a consumer gets no fresh frames or a producer cannot write any, and says why. One
 * that has had nothing to do yet is up: it is ready.
 */
final class ShmFrameHealthCheck extends AbstractHealthCheck {

  private final Observed observed;
  private final Supplier<Optional<String>> writers;

  /**
   * @param writers who might write, in words; asked only where that is worth its time
   */
  ShmFrameHealthCheck(String id, Observed observed, Supplier<Optional<String>> writers) {
    super("camel", id);
    this.observed = observed;
    this.writers = writers;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    Map<String, Object> figures = observed.figures();
    builder.details(Observed.dotted(figures));
    Object message = figures.get("message");
    if (message == null) {
      builder.up();
      return;
    }
    Optional<String> suspects = silent(figures) ? writers.get() : Optional.empty();
    suspects.ifPresent(found -> builder.detail("writer", found));
    builder.message(message + suspects.map(found -> "; the segment is " + found).orElse("")).down();
  }

  /** Only of a writer that is not heard it is worth the time to ask who it might be. */
  private static boolean silent(Map<String, Object> figures) {
    return Condition.STALE.word().equals(figures.get("state"));
  }
}
