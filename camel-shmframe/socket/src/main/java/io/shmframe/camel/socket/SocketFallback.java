// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.shmframe.camel.ShmFrameConsumer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Lets a route that reads from a socket stand in for one that reads from shared memory. It is the
 * {@code routePolicy} of the latter. While that route's {@code shmframe:} consumer has trouble, as
 * its health check says it (the segment is missing or cannot be used, or no fresh frame came for
 * {@code staleAfter}), the socket route runs; when frames come again, it is stopped.
 *
 * <pre>{@code
 * from("shmframe:cam?layout=frameheader&staleAfter=2s")
 *     .routePolicy(SocketFallback.to("socket")).to("direct:frames");
 * from("netty:tcp://0.0.0.0:5000?sync=true&decoders=#receiver").routeId("socket").autoStartup(false)
 *     .unmarshal().custom("shmframeJpeg").to("direct:frames");
 * }</pre>
 *
 * <p>For about one interval at each change, and as long as the socket's route takes to start and to
 * stop, both routes may run, or none. A picture that does not change is no reason to stand in. When
 * the route of shared memory is stopped or suspended, so is the socket's. One instance serves one
 * route; it is safe from any thread.
 */
public final class SocketFallback extends RoutePolicySupport {

  private final String socketRoute;
  private final Duration checkInterval;
  private final AtomicReference<FallbackWatch> watch = new AtomicReference<>();

  /**
   * Looks at the consumer's health every 100 ms.
   *
   * @param socketRoute the id of the route that stands in, which has {@code autoStartup(false)}
   */
  public SocketFallback(String socketRoute) {
    this(socketRoute, Duration.ofMillis(100));
  }

  private SocketFallback(String socketRoute, Duration checkInterval) {
    this.socketRoute = Objects.requireNonNull(socketRoute, "the id of the socket route");
    this.checkInterval = checkInterval;
  }

  /** As the constructor. */
  public static SocketFallback to(String socketRoute) {
    return new SocketFallback(socketRoute);
  }

  /**
   * A policy that looks that often, at least every millisecond.
   *
   * @throws IllegalArgumentException if the interval is shorter than that
   */
  public SocketFallback checkInterval(Duration interval) {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "checkInterval of a SocketFallback is " + interval + ", expected at least 1 ms");
    }
    return new SocketFallback(socketRoute, interval);
  }

  /**
   * The watching begins.
   *
   * @throws IllegalStateException if the route has no {@code shmframe:} consumer, or there is no
   *     route of the socket's id, or another route has this policy already
   */
  @Override
  public void onStart(Route route) {
    if (!(route.getConsumer() instanceof ShmFrameConsumer consumer)) {
      throw new IllegalStateException(
          of(route) + ": expected a route from shmframe:, found one from " + route.getEndpoint());
    }
    CamelContext context = route.getCamelContext();
    if (context.getRoute(socketRoute) == null) {
      throw new IllegalStateException(of(route) + ": there is no route with the id " + socketRoute);
    }
    FallbackWatch mine = new FallbackWatch(context, consumer, socketRoute);
    if (!watch.compareAndSet(null, mine)) {
      throw new IllegalStateException(
          of(route) + ": it watches another route already, and each needs one of its own");
    }
    mine.start(this, checkInterval);
  }

  @Override
  public void onStop(Route route) {
    FallbackWatch mine = watch.getAndSet(null);
    if (mine != null) {
      mine.end();
    }
  }

  @Override
  public void onSuspend(Route route) {
    onStop(route);
  }

  @Override
  public void onResume(Route route) {
    onStart(route);
  }

  private String of(Route route) {
    return "SocketFallback to " + socketRoute + " on route " + route.getId();
  }
}
