// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.health;

import io.shmframe.camel.ShmFrameEndpoint;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckRegistry;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The component's checks in {@code /q/health}: down while one of them is, with the state, the
 * segment and the message of each in its data. One answer for all, because routes and producers
 * come and go while the application runs, and are asked for at each call.
 *
 * <p>A bean only where the application has SmallRye Health, and not camel-quarkus-microprofile-
 * health, which would show the same checks.
 */
@Readiness
@Singleton
public final class ShmFrameReadiness implements HealthCheck {

  private static final String NAME = "camel-shmframe";
  private static final String CONSUMER = "consumer:";
  private static final String PRODUCER = "shmframe-producer-";
  private static final List<String> SHOWN = List.of("state", "segment");

  private final CamelContext context;

  ShmFrameReadiness(CamelContext context) {
    this.context = context;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).up();
    checks().forEach(check -> tell(check.getId(), check.callReadiness(), response));
    return response.build();
  }

  private static void tell(String id, Result result, HealthCheckResponseBuilder response) {
    for (String detail : SHOWN) {
      Object value = result.getDetails().get(detail);
      if (value != null) {
        response.withData(id + '.' + detail, value.toString());
      }
    }
    result.getMessage().ifPresent(message -> response.withData(id + ".message", message));
    if (result.getState() == State.DOWN) {
      response.down();
    }
  }

  /** Ours among those that Camel would ask. */
  private Stream<org.apache.camel.health.HealthCheck> checks() {
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    if (registry == null || !registry.isEnabled()) {
      return Stream.empty();
    }
    Set<String> consumers = consumers();
    return registry.stream()
        .filter(check -> consumers.contains(check.getId()) || check.getId().startsWith(PRODUCER))
        .filter(check -> check.isEnabled() && !registry.isExcluded(check));
  }

  private Set<String> consumers() {
    return context.getRoutes().stream()
        .filter(route -> route.getEndpoint() instanceof ShmFrameEndpoint)
        .map(route -> route.getRouteId())
        .filter(Objects::nonNull)
        .map(CONSUMER::concat)
        .collect(Collectors.toSet());
  }
}
