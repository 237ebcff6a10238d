// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * What JMX shows of a producer; the description of each attribute is its documentation. Any thread
 * may ask, before it is started too.
 */
public abstract class ManagedFrameProducer extends DefaultAsyncProducer implements RouteIdAware {

  private String routeId = "";
  private volatile ProducerState state;

  ManagedFrameProducer(ShmFrameEndpoint endpoint) {
    super(endpoint);
    state = new ProducerState(endpoint, routeId);
  }

  final ProducerState state() {
    return state;
  }

  final void show(ProducerState other) {
    state = other;
  }

  @Override
  public String getRouteId() {
    return routeId;
  }

  /**
   * @param routeId null where Camel gives the producer no route, as in a wire tap or a dead letter
   *     channel
   */
  @Override
  public void setRouteId(String routeId) {
    this.routeId = routeId == null ? "" : routeId;
  }

  @ManagedAttribute(description = "How it is doing: waiting, live or failed")
  public String getFrameState() {
    return state.verdict().condition().word();
  }

  @ManagedAttribute(description = "Why the last frame could not be written; empty if it was")
  public String getLastError() {
    return state.verdict().trouble().orElse("");
  }

  @ManagedAttribute(description = "Frames that were written")
  public long getFramesWritten() {
    return state.tally().frames();
  }

  @ManagedAttribute(description = "Bytes of all payloads that were written")
  public long getBytesWritten() {
    return state.tally().bytes();
  }

  @ManagedAttribute(description = "Frames that could not be written")
  public long getFramesFailed() {
    return state.tally().failures();
  }

  @ManagedAttribute(description = "Time since the last frame, in milliseconds")
  public long getSilenceMillis() {
    return state.tally().millisSinceFrame();
  }

  @ManagedAttribute(description = "Frames a second over the last five seconds")
  public double getFramesPerSecond() {
    return state.tally().framesPerSecond();
  }

  @ManagedAttribute(description = "Bytes of the last frame")
  public long getFrameBytes() {
    return state.tally().lastBytes();
  }
}
