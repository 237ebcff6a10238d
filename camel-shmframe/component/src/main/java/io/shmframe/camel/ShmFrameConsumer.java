// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameReader;
import io.shmframe.frame.FrameSource;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.ReaderCounters;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.Synchronisation;
import io.shmframe.memory.SegmentException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Ordered;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.UnitOfWorkHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the newest frame of a segment into the route, on one thread of its own: a route that is
 * slower than the camera gets the newest frame each time it comes back. With {@code InOut} what the
 * route makes of a frame is written back as its answer.
 */
@ManagedResource(description = "Consumer of shared-memory frames")
public class ShmFrameConsumer extends ManagedFrameConsumer implements Suspendable {

  private static final Logger LOG = LoggerFactory.getLogger(ShmFrameConsumer.class);

  /**
   * How long one wait is, so that the signs of trouble are looked at in between. Stopping ends it.
   */
  private static final long ROUND_MILLIS = 250;

  /** From one look that fails for no known reason to the next. */
  private static final long FAILURE_PAUSE_MILLIS = 100;

  private final ShmFrameConfiguration configuration;
  private FrameSource reader;
  private String id = "";
  private FrameIntake intake;
  private OutgoingFrames frames;
  private FrameHeaders headers;
  private boolean answering;
  private MissedWatcher watcher;
  private ExecutorService threads;
  private Run run = new Run(new AtomicBoolean(), new RouteCall());

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
   * The segment's header as it is at this moment, for the eyes of a person: its fields by their
   * names; empty while there is none.
   */
  public Optional<Map<String, Object>> header() {
    return reader.peek();
  }

  /**
   * What keeps frames from coming, in words, as the health check says it; empty while they come.
   */
  public Optional<String> trouble() {
    return state().trouble();
  }

  /** Whether frames come, but none could be taken whole for as long as {@code staleAfter}. */
  public boolean starved() {
    return state().starved();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    answering = getEndpoint().getExchangePattern().isOutCapable();
    reader = configuration.openReader(answering);
    frames = new OutgoingFrames(configuration);
    headers = new FrameHeaders(configuration);
    show(new ConsumerState(reader, getEndpoint(), getRouteId() == null ? "" : getRouteId()));
    intake = new FrameIntake(getEndpoint(), reader, state());
    observe(state());
    startThreads();
  }

  private void observe(ConsumerState state) {
    ShmFrameComponent component = getEndpoint().getComponent();
    String wish = state.route().isEmpty() ? configuration.getName() : state.route();
    id =
        component
            .observations()
            .add(getEndpoint().getCamelContext(), "shmframe-consumer-" + wish, state);
    ShmFrameHealthCheck check = new ShmFrameHealthCheck(id, state, this::writers);
    check.setEnabled(component.isHealthCheckConsumerEnabled());
    setHealthCheck(check);
  }

  /** Who might write, but this consumer, which may map its segment for writing as well. */
  private Optional<String> writers() {
    boolean mapsForWriting =
        answering
            || configuration
                .describedLayout()
                .filter(layout -> layout.synchronisation() == Synchronisation.STATUS)
                .isPresent();
    String path = configuration.path().toString();
    boolean produced =
        Observations.figures(getEndpoint().getCamelContext()).stream()
            .anyMatch(
                it -> "producer".equals(it.get("direction")) && path.equals(it.get("segment")));
    return MappingProcesses.writersOf(configuration.path(), produced || !mapsForWriting);
  }

  @Override
  protected void doSuspend() throws Exception {
    state().suspends();
    stopThreads();
    // A producer that waits for this consumer must not do so until it is resumed.
    reader.rest();
    super.doSuspend();
  }

  @Override
  protected void doResume() throws Exception {
    super.doResume();
    state().resumes();
    startThreads();
  }

  @Override
  protected void doStop() throws Exception {
    if (state() != null) {
      state().suspends();
    }
    stopThreads();
    getEndpoint().getComponent().observations().remove(id);
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
    Run mine = new Run(new AtomicBoolean(true), new RouteCall());
    run = mine;
    watcher = watching;
    threads =
        getEndpoint()
            .getCamelContext()
            .getExecutorServiceManager()
            .newFixedThreadPool(this, "ShmFrame[" + configuration.getName() + "]", 2);
    if (!configuration.ring()) {
      // The frames of a ring have numbers, so that nothing passes unseen.
      threads.execute(watching);
    }
    threads.execute(() -> loop(watching, mine));
  }

  private void stopThreads() {
    run.wanted().set(false);
    if (threads == null) {
      return;
    }
    reader.wakeUp();
    watcher.stop();
    getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(threads);
    threads = null;
  }

  /**
   * What one start of the threads uses alone: a loop that was stopped in a route that hangs must
   * not go on, nor get in the way, when the consumer is resumed.
   */
  private record Run(AtomicBoolean wanted, RouteCall call) {}

  private void loop(MissedWatcher watching, Run mine) {
    while (mine.wanted().get() && isRunAllowed()) {
      once(watching, mine);
      if (mine.wanted().get()) {
        // A step of the route may have left it set; the next wait would end before it began, again
        // and again.
        Thread.interrupted();
      }
    }
  }

  private void once(MissedWatcher watching, Run mine) {
    try {
      Look found = intake.take(ROUND_MILLIS);
      if (found == Look.FRAME) {
        route(watching, mine.call());
      } else if (mine.wanted().get()) {
        tellProblem();
        tellStarvation();
      }
    } catch (TornFrameException e) {
      getExceptionHandler().handleException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      // Whatever it is, the consumer lives on and the route hears of it; it may well be the same at
      // the next look.
      tell(e.getClass().getName(), "Cannot take a frame from segment " + configuration.path(), e);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FAILURE_PAUSE_MILLIS));
    }
  }

  private void route(MissedWatcher watching, RouteCall call) {
    state().entersRoute();
    if (told.isPresent() || starvationTold) {
      LOG.info("Frames come from segment {}", configuration.path());
      told = Optional.empty();
      starvationTold = false;
    }
    Exchange exchange = createExchange(false);
    FrameMessage message = intake.message(exchange);
    watching.enter();
    try {
      if (answering) {
        processAndAnswer(exchange, message, call);
      } else {
        intake.fill(message);
        call.process(getAsyncProcessor(), exchange);
      }
    } catch (Exception e) {
      exchange.setException(e);
    } finally {
      watching.leave();
      state().leavesRoute();
      try {
        completeUnrouted(exchange);
      } finally {
        // Behind all else that happens when an exchange completes, which has happened by now.
        message.endLoan();
      }
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

  /**
   * What is to be done when an exchange completes is done by its unit of work; one that never got
   * one, since filling it failed or Camel is shutting down, would keep its loan for ever.
   */
  private static void completeUnrouted(Exchange exchange) {
    if (exchange.getUnitOfWork() == null) {
      UnitOfWorkHelper.doneSynchronizations(
          exchange, exchange.getExchangeExtension().handoverCompletions());
    }
  }

  private void processAndAnswer(Exchange exchange, FrameMessage message, RouteCall call)
      throws Exception {
    Answer answer = new Answer();
    intake.fill(message);
    exchange.getExchangeExtension().addOnCompletion(answer);
    call.process(getAsyncProcessor(), exchange);
    if (answer.failure != null) {
      throw answer.failure;
    }
  }

  /**
   * Writes what the route made of a frame when the exchange completes, before anything else that
   * happens then: the answer may lie in memory that ends with the exchange.
   */
  private final class Answer extends SynchronizationAdapter {

    private Exception failure;

    @Override
    public void onComplete(Exchange exchange) {
      try {
        Message message = exchange.getMessage();
        FrameView view = frames.answer(exchange, message);
        // Only layouts of a described header have a place for answers, as the endpoint has checked.
        ((FrameReader) reader).answer(view, headers.tags(message, view.timestampNanos()));
      } catch (Exception e) {
        // Camel would log it and go on.
        failure = e;
      }
    }

    @Override
    public boolean allowHandover() {
      // To a step that goes on by itself: whoever asked does not wait for that.
      return false;
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST;
    }
  }

  /** Each trouble is told once, until frames come again or it is another one. */
  private void tellProblem() {
    Optional<Exception> problem = reader.problem();
    if (problem.isEmpty()) {
      return;
    }
    Exception now = problem.get();
    if (missing(now) && reader.attached()) {
      // Somebody removed the name; what is mapped is read on, so there is nothing to wait for.
      return;
    }
    String kind = now instanceof SegmentException e ? e.reason().name() : now.getClass().getName();
    tell(kind, now.getMessage(), now);
  }

  private void tell(String kind, String message, Throwable trouble) {
    if (told.filter(kind::equals).isPresent()) {
      return;
    }
    told = Optional.of(kind);
    if (missing(trouble)) {
      LOG.info("{}: waiting for it", message);
    } else {
      getExceptionHandler().handleException(message, trouble);
    }
  }

  private static boolean missing(Throwable problem) {
    return problem instanceof SegmentException e && e.reason() == SegmentException.Reason.MISSING;
  }

  private void tellStarvation() {
    if (!starvationTold && state().starved()) {
      starvationTold = true;
      LOG.warn("{}", state().starvation());
    }
  }
}
