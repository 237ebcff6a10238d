// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameSource;
import io.shmframe.frame.Look;
import io.shmframe.frame.TornFrameException;
import io.shmframe.memory.SegmentException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.PollingConsumerSupport;

/**
 * Takes the newest frame when it is asked to, for {@code pollEnrich} and {@code ConsumerTemplate}.
 * A frame is given once: where no newer one comes, the call waits.
 *
 * <p>A segment that cannot be used, or a header that cannot be true, is an exception to the caller;
 * a segment that is missing is waited for.
 */
final class ShmFramePollingConsumer extends PollingConsumerSupport {

  private static final long ROUND_MILLIS = 100;

  private final ShmFrameEndpoint endpoint;
  private FrameSource reader;
  private FrameIntake intake;
  private String id = "";

  ShmFramePollingConsumer(ShmFrameEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  @Override
  public Exchange receive() {
    return receive(Long.MAX_VALUE);
  }

  @Override
  public Exchange receiveNoWait() {
    return receive(0);
  }

  /** Callers take turns; each waits for at most {@code timeout} milliseconds from its turn. */
  @Override
  public synchronized Exchange receive(long timeout) {
    long start = System.nanoTime();
    long left = timeout;
    do {
      Look found = take(Math.min(left, ROUND_MILLIS));
      if (found == Look.FRAME) {
        Exchange exchange = endpoint.createExchange();
        FrameMessage message = intake.message(exchange);
        try {
          intake.fill(message);
          message.endLoanWithExchange();
        } catch (RuntimeException | Error e) {
          // Nobody gets the exchange, so nobody would complete it.
          message.endLoan();
          throw e;
        }
        return exchange;
      }
      failOn(found);
      left = timeout - (System.nanoTime() - start) / 1_000_000;
    } while (left > 0 && isRunAllowed() && !Thread.currentThread().isInterrupted());
    return null;
  }

  private Look take(long millis) {
    try {
      return intake.take(millis);
    } catch (TornFrameException e) {
      throw new RuntimeCamelException(e.getMessage(), e);
    }
  }

  private void failOn(Look found) {
    if (found != Look.INVALID && found != Look.DETACHED) {
      return;
    }
    Exception problem = reader.problem().orElse(null);
    boolean missing =
        problem instanceof SegmentException e && e.reason() == SegmentException.Reason.MISSING;
    if (problem != null && !missing) {
      throw new RuntimeCamelException(problem.getMessage(), problem);
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    reader = endpoint.getConfiguration().openPollingReader();
    ConsumerState state = new ConsumerState(reader, endpoint, "");
    // Nobody waits between two calls, so it is never the camera that is late.
    state.entersRoute();
    intake = new FrameIntake(endpoint, reader, state);
    id =
        endpoint
            .getComponent()
            .observations()
            .add(endpoint.getCamelContext(), "shmframe-poll-" + state.segment(), state);
  }

  @Override
  protected void doStop() throws Exception {
    // Until a call that waits has ended, the memory that it copies into stays.
    reader.wakeUp();
    endpoint.getComponent().observations().remove(id);
    synchronized (this) {
      intake.close();
      reader.close();
    }
    super.doStop();
  }
}
