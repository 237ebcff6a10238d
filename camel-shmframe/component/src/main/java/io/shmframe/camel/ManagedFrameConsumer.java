// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.ReaderCounters;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Processor;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.support.DefaultConsumer;

/**
 * What JMX shows of a consumer; the description of each attribute is its documentation. Any thread
 * may ask, before it is started too.
 */
public abstract class ManagedFrameConsumer extends DefaultConsumer {

  /** Null until the consumer is started. */
  private volatile ConsumerState state;

  ManagedFrameConsumer(ShmFrameEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
  }

  final ConsumerState state() {
    return state;
  }

  final void show(ConsumerState other) {
    state = other;
  }

  @ManagedAttribute(
      description =
          "How it is doing: live, waiting, stale, gone, starved, frozen, invalid or suspended")
  public String getFrameState() {
    return of(state -> state.verdict().condition(), Condition.WAITING).word();
  }

  @ManagedAttribute(description = "What keeps frames from coming; empty while they come")
  public String getTrouble() {
    return of(ConsumerState::trouble, Optional.<String>empty()).orElse("");
  }

  @ManagedAttribute(description = "The segment's header at this moment")
  public String getHeader() {
    return of(ConsumerState::header, Map.of()).toString();
  }

  @ManagedAttribute(description = "Frames that were taken")
  public long getFramesDelivered() {
    return seen().delivered();
  }

  @ManagedAttribute(description = "Frames that passed without being taken")
  public long getFramesMissed() {
    return seen().missed();
  }

  @ManagedAttribute(description = "Frames whose header could not be true")
  public long getFramesInvalid() {
    return seen().invalid();
  }

  @ManagedAttribute(description = "Looks that were rejected, because the writer wrote meanwhile")
  public long getLooksTorn() {
    return seen().torn();
  }

  @ManagedAttribute(description = "Frames that were seen while the writer was at work on them")
  public long getLooksUnfinished() {
    return seen().unfinished();
  }

  @ManagedAttribute(description = "How often the name was followed to another file")
  public long getReattached() {
    return seen().reattached();
  }

  @ManagedAttribute(description = "How long a frame has been waited for, in milliseconds")
  public long getSilenceMillis() {
    return of(ConsumerState::silenceMillis, 0L);
  }

  @ManagedAttribute(
      description = "Age of the last frame at its delivery, in milliseconds; -1 if unknown")
  public long getAgeMillis() {
    return of(state -> state.tally().ageMillis().orElse(-1), -1L);
  }

  @ManagedAttribute(description = "Frames a second over the last five seconds")
  public double getFramesPerSecond() {
    return of(state -> state.tally().framesPerSecond(), 0.0);
  }

  @ManagedAttribute(description = "Bytes of the last frame")
  public long getFrameBytes() {
    return of(state -> state.tally().lastBytes(), 0L);
  }

  private ReaderCounters seen() {
    return of(ConsumerState::seen, Observed.NOTHING_SEEN);
  }

  /** JMX may ask before the consumer was started. */
  private <T> T of(Function<ConsumerState, T> value, T before) {
    ConsumerState now = state;
    return now == null ? before : value.apply(now);
  }
}
