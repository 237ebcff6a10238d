// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps the pages of strangers from cameras that only this machine is to see. Who owns a name can
 * let it point to 127.0.0.1 once its page is open, and for the browser the two are then one site;
 * but the browser still says that name. Where the server listens to the network, any name may be
 * its own.
 */
@Singleton
final class HostCheck {

  private static final int BEFORE_ALL_OTHERS = 10_000;
  private static final int MISDIRECTED = 421;

  private final boolean loopback;
  private final Set<String> names = new TreeSet<>(List.of("localhost", "127.0.0.1", "[::1]"));

  HostCheck(@ConfigProperty(name = "quarkus.http.host") String host, GatewayConfig config)
      throws UnknownHostException {
    loopback = InetAddress.getByName(host).isLoopbackAddress();
    config.hosts().orElse(List.of()).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  void filter(@Observes Filters filters) {
    if (loopback) {
      filters.register(this::check, BEFORE_ALL_OTHERS);
    }
  }

  private void check(RoutingContext request) {
    HostAndPort asked = request.request().authority();
    if (asked != null && names.contains(asked.host().toLowerCase(Locale.ROOT))) {
      request.next();
      return;
    }
    Problem.answer(
        request,
        Problem.of(
            MISDIRECTED,
            "Host "
                + (asked == null ? "is missing" : "'" + asked.host() + "'")
                + ": expected one of "
                + names
                + ", which gateway.hosts can add to"));
  }
}
