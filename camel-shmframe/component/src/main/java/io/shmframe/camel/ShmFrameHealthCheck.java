// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Is down while a consumer gets no fresh frames, and says why. */
final class ShmFrameHealthCheck extends AbstractHealthCheck {

  private final ConsumerState state;
  private final String path;

  ShmFrameHealthCheck(String routeId, ConsumerState state, String path) {
    super("camel", "shmframe-consumer-" + routeId);
    this.state = state;
    this.path = path;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.detail("segment", path);
    builder.detail("silence.ms", state.silenceMillis());
    builder.detail("frames.delivered", state.counters().delivered());
    builder.detail("frames.missed", state.counters().missed());
    builder.detail("looks.torn", state.counters().torn());
    Optional<String> trouble = state.trouble();
    if (trouble.isPresent()) {
      builder.message(trouble.get()).down();
    } else {
      builder.up();
    }
  }
}
