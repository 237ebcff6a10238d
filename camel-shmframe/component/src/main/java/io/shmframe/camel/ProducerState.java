// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.RingFigures;
import io.shmframe.memory.SegmentException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.URISupport;

/** How a producer is doing, in numbers and in words. Safe from any thread. */
final class ProducerState implements Observed {

  private final ShmFrameEndpoint endpoint;
  private final String route;
  private final FrameTally tally = new FrameTally();

  ProducerState(ShmFrameEndpoint endpoint, String route) {
    this.endpoint = endpoint;
    this.route = route;
  }

  @Override
  public Verdict verdict() {
    Optional<String> failure = tally.failure();
    if (failure.isPresent()) {
      return new Verdict(Condition.FAILED, failure);
    }
    return new Verdict(tally.frames() == 0 ? Condition.WAITING : Condition.LIVE, Optional.empty());
  }

  @Override
  public FrameTally tally() {
    return tally;
  }

  @Override
  public String direction() {
    return "producer";
  }

  @Override
  public String route() {
    return route;
  }

  @Override
  public String uri() {
    return URISupport.sanitizeUri(endpoint.getEndpointUri());
  }

  @Override
  public String segment() {
    return endpoint.getConfiguration().getName();
  }

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    Verdict verdict = verdict();
    figures.put("segment", endpoint.getConfiguration().path().toString());
    figures.put("layout", endpoint.getConfiguration().layoutText());
    figures.put("state", verdict.condition().word());
    verdict.trouble().ifPresent(trouble -> figures.put("message", trouble));
    figures.put("silenceMs", tally.millisSinceFrame());
    figures.put("framesWritten", tally.frames());
    figures.put("bytesWritten", tally.bytes());
    figures.put("framesFailed", tally.failures());
    tally.describe(figures);
    if (endpoint.getConfiguration().ring() && tally.frames() > 0) {
      describeRing(figures);
    }
    return figures;
  }

  /** What stands in the segment, for anyone who may read it. */
  private void describeRing(Map<String, Object> figures) {
    try {
      RingFigures ring = RingFigures.of(endpoint.getConfiguration().path());
      figures.put("slotsSkipped", ring.skipped());
      figures.put("framesBlocked", ring.blocked());
      figures.put("framesRefused", ring.refused());
      figures.put("takeovers", ring.takeovers());
      figures.put("readers", ring.readers().stream().map(ProducerState::text).toList().toString());
    } catch (SegmentException e) {
      // Somebody removed it, or is making a larger one at this moment: there is nothing to say of
      // it.
      figures.put("ring", e.getMessage());
    }
  }

  private static String text(RingFigures.Reader reader) {
    return reader.name()
        + " (process "
        + reader.pid()
        + ", "
        + reader.delivered()
        + " frames"
        + (reader.pinned() == 0 ? "" : ", one on loan")
        + (reader.next() == 0 ? "" : ", waited for")
        + ")";
  }
}
