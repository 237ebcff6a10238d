// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** When the application ends by itself. */
@Singleton
final class Ending {

  private final GatewayConfig config;
  private final Vertx vertx;
  private final Cameras cameras;

  Ending(GatewayConfig config, Vertx vertx, Cameras cameras) {
    this.config = config;
    this.vertx = vertx;
    this.cameras = cameras;
  }

  void plan(@Observes StartupEvent event) {
    if (config.seconds() < 0) {
      throw new IllegalArgumentException(
          "gateway.seconds=" + config.seconds() + ": expected 0 for never, or more");
    }
    if (config.seconds() > 0) {
      vertx.setTimer(TimeUnit.SECONDS.toMillis(config.seconds()), now -> end());
    }
    if (config.endWithParent()) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> Quarkus.asyncExit(1)));
    }
  }

  /** With 0 if pictures came, so that a script can tell. */
  private void end() {
    Quarkus.asyncExit(cameras.all().stream().anyMatch(Camera::hasShown) ? 0 : 1);
  }
}
