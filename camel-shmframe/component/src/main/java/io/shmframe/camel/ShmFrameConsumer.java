// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameReader;
import io.shmframe.frame.HeaderPeek;
import io.shmframe.frame.Look;
import io.shmframe.frame.ReaderCounters;
import io.shmframe.frame.TornFrameException;
import io.shmframe.memory.SegmentException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the newest frame of a segment into the route, on one thread of its own: a route that is
 * slower than the camera gets the newest frame each time it comes back.
 */
public class ShmFrameConsumer extends DefaultConsumer implements Suspendable {

  private static final Logger LOG = LoggerFactory.getLogger(ShmFrameConsumer.class);

  /** How long one wait is, so that stopping and the signs of trouble are looked at in between. */
  private static final long ROUND_MILLIS = 100;

  private final ShmFrameConfiguration configuration;
  private FrameReader reader;
  private ConsumerState state;
  private FrameIntake intake;
  private MissedWatcher watcher;
  private ExecutorService threads;
  private volatile boolean running;

  private Optional<String> told = Optional.empty();
  private boolean starvationTold;

  public ShmFrameConsumer(ShmFrameEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.configuration = endpoint.getConfiguration();
  }

  @Override
  public ShmFrameEndpoint getEndpoint() {
    return (ShmFrameEndpoint) super.getEndpoint();
  }

  /** What this consumer has done since it was started. */
  public ReaderCounters counters() {
    return reader.counters();
  }

  /**
   * The segment's header as it is at this moment, for the eyes of a person; empty while there is
   * none.
   */
  public Optional<HeaderPeek> header() {
    return reader.peek();
  }

  /**
   * What keeps frames from coming, in words, as the health check says it; empty while they come.
   */
  public Optional<String> trouble() {
    return state.trouble();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    reader = getEndpoint().openReader();
    state = new ConsumerState(reader, configuration.getName(), configuration.getStaleAfter());
    setHealthCheck(
        new ShmFrameHealthCheck(
            getRouteId() == null ? configuration.getName() : getRouteId(),
            state,
            configuration.path().toString()));
    intake = new FrameIntake(getEndpoint(), reader);
    startThreads();
  }

  @Override
  protected void doSuspend() throws Exception {
    stopThreads();
    super.doSuspend();
  }

  @Override
  protected void doResume() throws Exception {
    super.doResume();
    state.frame();
    startThreads();
  }

  @Override
  protected void doStop() throws Exception {
    stopThreads();
    if (intake != null) {
      intake.close();
    }
    if (reader != null) {
      reader.close();
    }
    super.doStop();
  }

  private void startThreads() {
    MissedWatcher watching =
        new MissedWatcher(reader, TimeUnit.MILLISECONDS.toNanos(configuration.getPollInterval()));
    running = true;
    watcher = watching;
    threads =
        getEndpoint()
            .getCamelContext()
            .getExecutorServiceManager()
            .newFixedThreadPool(this, "ShmFrame[" + configuration.getName() + "]", 2);
    threads.execute(watching);
    threads.execute(() -> loop(watching));
  }

  private void stopThreads() {
    running = false;
    if (threads == null) {
      return;
    }
    watcher.stop();
    getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(threads);
    threads = null;
  }

  private void loop(MissedWatcher watching) {
    while (running && isRunAllowed()) {
      once(watching);
    }
  }

  private void once(MissedWatcher watching) {
    try {
      Look found = intake.take(ROUND_MILLIS);
      if (found == Look.FRAME) {
        route(watching);
      } else if (running) {
        tellProblem();
        tellStarvation();
      }
    } catch (TornFrameException e) {
      getExceptionHandler().handleException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      // Whatever it is, the consumer lives on and the route hears of it.
      getExceptionHandler()
          .handleException("Cannot take a frame from segment " + configuration.path(), e);
    }
  }

  private void route(MissedWatcher watching) {
    state.frame();
    if (told.isPresent() || starvationTold) {
      LOG.info("Frames come again from segment {}", configuration.path());
      told = Optional.empty();
      starvationTold = false;
    }
    Exchange exchange = createExchange(false);
    watching.enter();
    try {
      intake.fill(exchange);
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    } finally {
      watching.leave();
    }
    try {
      if (exchange.getException() != null) {
        getExceptionHandler()
            .handleException(
                "Cannot process a frame of segment " + configuration.path(),
                exchange,
                exchange.getException());
      }
    } finally {
      releaseExchange(exchange, false);
    }
  }

  /** Each trouble is told once, until frames come again or it is another one. */
  private void tellProblem() {
    Optional<Exception> problem = reader.problem();
    if (problem.isEmpty()) {
      return;
    }
    Exception now = problem.get();
    String kind =
        now instanceof SegmentException e ? e.reason().name() : now.getClass().getSimpleName();
    if (told.filter(kind::equals).isPresent()) {
      return;
    }
    told = Optional.of(kind);
    if (now instanceof SegmentException e && e.reason() == SegmentException.Reason.MISSING) {
      LOG.info("{}: waiting for it", e.getMessage());
    } else {
      getExceptionHandler().handleException(now.getMessage(), now);
    }
  }

  private void tellStarvation() {
    if (!starvationTold && state.starved()) {
      starvationTold = true;
      LOG.warn("{}", state.starvation());
    }
  }
}
