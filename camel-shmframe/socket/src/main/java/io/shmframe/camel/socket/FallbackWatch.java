// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.shmframe.camel.ShmFrameConsumer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one consumer's health again and again, and starts and stops the route that stands in.
 *
 * <p>There is no lock of its own: starting and stopping routes takes the context's, and whoever
 * stops the context holds that while {@link #end()} is called.
 */
final class FallbackWatch {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackWatch.class);

  /** How long frames of the socket that are in the route may take to leave it. */
  private static final long STOP_SECONDS = 5;

  /** The consumer's word for frames that come and are all the same. */
  private static final String FROZEN = "frozen";

  private final CamelContext context;
  private final ShmFrameConsumer consumer;
  private final String socketRoute;
  private ScheduledExecutorService executor;
  private volatile boolean ended;
  private Optional<String> told = Optional.empty();

  FallbackWatch(CamelContext context, ShmFrameConsumer consumer, String socketRoute) {
    this.context = context;
    this.consumer = consumer;
    this.socketRoute = socketRoute;
  }

  void start(Object owner, Duration interval) {
    executor =
        context
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(owner, "SocketFallback[" + socketRoute + "]");
    executor.scheduleWithFixedDelay(
        this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** No more looks; the route that stands in is stopped, by the context where that is stopping. */
  void end() {
    ended = true;
    context.getExecutorServiceManager().shutdown(executor);
    if (!context.isStopping()) {
      stopQuietly();
    }
  }

  private void check() {
    try {
      Optional<String> trouble = trouble();
      ServiceStatus status = context.getRouteController().getRouteStatus(socketRoute);
      if (ended || status == null) {
        return;
      }
      if (trouble.isPresent() && !status.isStarted() && !status.isStarting()) {
        context.getRouteController().startRoute(socketRoute);
        LOG.warn("Route {} stands in for shared memory: {}", socketRoute, trouble.get());
      } else if (trouble.isEmpty() && status.isStarted()) {
        context.getRouteController().stopRoute(socketRoute, STOP_SECONDS, TimeUnit.SECONDS);
        LOG.info("Frames come from shared memory again; route {} is stopped", socketRoute);
      }
      told = Optional.empty();
    } catch (Exception | LinkageError e) {
      // Anything that gets out of here would end the looks for ever.
      tell(e);
    }
    if (ended && !context.isStopping()) {
      // It was started while end() stopped it, or after.
      stopQuietly();
    }
  }

  /** A picture that does not change is trouble, too, but its frames come. */
  private Optional<String> trouble() {
    return consumer.getFrameState().equals(FROZEN) ? Optional.empty() : consumer.trouble();
  }

  /** Once for each failure: the next look tries again. */
  private void tell(Throwable failure) {
    String now = String.valueOf(failure);
    if (!ended && !told.filter(now::equals).isPresent()) {
      told = Optional.of(now);
      LOG.warn("Route {} cannot stand in for shared memory, or cannot stop", socketRoute, failure);
    }
  }

  private void stopQuietly() {
    try {
      ServiceStatus status = context.getRouteController().getRouteStatus(socketRoute);
      if (status != null && status.isStarted()) {
        context.getRouteController().stopRoute(socketRoute, STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      LOG.warn("Route {} cannot be stopped", socketRoute, e);
    }
  }
}
