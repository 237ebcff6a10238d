// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameSource;
import io.shmframe.frame.ReaderCounters;
import io.shmframe.memory.SegmentException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.util.URISupport;

/** How a consumer is doing, in numbers and in words. Safe from any thread. */
final class ConsumerState implements Observed {

  /**
   * A writer that died in the middle of a frame leaves one unfinished, and perhaps one torn; more
   * are alive.
   */
  private static final int SOME = 3;

  private final FrameSource reader;
  private final ShmFrameEndpoint endpoint;
  private final String route;
  private final String name;
  private final long staleAfterMillis;
  private final LastWords lastWords;
  private final FrameTally tally = new FrameTally();
  private final FrozenPicture picture;
  private volatile boolean routing;
  private volatile boolean suspended;
  private volatile long lastFrameNanos;
  private volatile long rejectedAtLastFrame;

  ConsumerState(FrameSource reader, ShmFrameEndpoint endpoint, String route) {
    ShmFrameConfiguration configuration = endpoint.getConfiguration();
    this.reader = reader;
    this.endpoint = endpoint;
    this.route = route;
    this.name = configuration.getName();
    this.staleAfterMillis = configuration.getStaleAfter();
    this.lastWords = new LastWords(configuration.describedLayout());
    this.picture = new FrozenPicture(configuration.getFrozenAfter());
    leavesRoute();
  }

  /** A frame is on its way; however long the route takes, it is not the camera that is late. */
  void entersRoute() {
    routing = true;
  }

  /** The waiting begins. */
  void leavesRoute() {
    lastFrameNanos = System.nanoTime();
    rejectedAtLastFrame = reader.rejectedLooks();
    routing = false;
  }

  /** Nobody waits for a frame until {@link #resumes()}. */
  void suspends() {
    suspended = true;
  }

  /** The waiting begins anew; what was seen before says nothing of now. */
  void resumes() {
    picture.restart();
    leavesRoute();
    suspended = false;
  }

  /**
   * How long the consumer has been waiting for a frame, in milliseconds; 0 while the route has one,
   * and while the consumer is suspended.
   */
  long silenceMillis() {
    return routing || suspended
        ? 0
        : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastFrameNanos);
  }

  /** Whether frames come, but none could be taken whole, for so long that it is worth a word. */
  boolean starved() {
    return silenceMillis() >= staleAfterMillis && rejected() > SOME;
  }

  @Override
  public Verdict verdict() {
    if (suspended) {
      return new Verdict(Condition.SUSPENDED, Optional.empty());
    }
    Optional<Exception> problem = reader.problem();
    if (problem.isPresent()) {
      boolean removed =
          problem.get() instanceof SegmentException e
              && e.reason() == SegmentException.Reason.MISSING;
      // A writer that goes on after somebody has removed the name is well.
      if (!removed || !reader.attached() || silenceMillis() >= staleAfterMillis) {
        return is(removed ? absence() : Condition.INVALID, problem.get().getMessage());
      }
    }
    if (starved()) {
      return is(Condition.STARVED, starvation());
    }
    if (silenceMillis() >= staleAfterMillis) {
      return is(Condition.STALE, silence());
    }
    if (picture.frozen()) {
      return is(Condition.FROZEN, sameness());
    }
    boolean none = reader.counters().delivered() == 0;
    return new Verdict(none ? Condition.WAITING : Condition.LIVE, Optional.empty());
  }

  private static Verdict is(Condition condition, String trouble) {
    return new Verdict(condition, Optional.of(trouble));
  }

  private Condition absence() {
    boolean wasThere = reader.attached() || reader.counters().delivered() > 0;
    return wasThere ? Condition.GONE : Condition.WAITING;
  }

  /** What is wrong; empty while frames come. */
  Optional<String> trouble() {
    return verdict().trouble();
  }

  private String silence() {
    return "No fresh frame in segment "
        + name
        + " for "
        + silenceMillis()
        + " ms (staleAfter="
        + staleAfterMillis
        + "ms)"
        + reader.peek().map(lastWords::in).orElse("");
  }

  private String sameness() {
    return "The picture in segment "
        + name
        + " has been the same byte for byte for "
        + picture.sameMillis()
        + " ms (frozenAfter="
        + endpoint.getConfiguration().getFrozenAfter()
        + "ms), though its frames go on";
  }

  String starvation() {
    return "The writer of segment "
        + name
        + " never pauses for long enough: none of "
        + rejected()
        + " looks within "
        + silenceMillis()
        + " ms found a frame that stayed whole while it was copied. "
        + (endpoint.getConfiguration().ring()
            ? "More slots leave more time for a copy"
            : "A segment of one slot has no frame to take from such a writer; let it pause for as long as a copy"
                + " takes, or write smaller frames");
  }

  /** Where the consumer's copies are looked at. */
  FrozenPicture picture() {
    return picture;
  }

  /** The header's fields at this moment; empty while there is none. */
  Map<String, Object> header() {
    return reader.peek().map(Observed::readable).orElse(Map.of());
  }

  @Override
  public FrameTally tally() {
    return tally;
  }

  @Override
  public ReaderCounters seen() {
    return reader.counters();
  }

  @Override
  public String direction() {
    return "consumer";
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
    return name;
  }

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    Verdict verdict = verdict();
    ReaderCounters counters = seen();
    figures.put("segment", endpoint.getConfiguration().path().toString());
    figures.put("layout", endpoint.getConfiguration().layoutText());
    figures.put("state", verdict.condition().word());
    verdict.trouble().ifPresent(trouble -> figures.put("message", trouble));
    figures.put("silenceMs", silenceMillis());
    figures.put("framesDelivered", counters.delivered());
    figures.put("framesMissed", counters.missed());
    figures.put("looksTorn", counters.torn());
    figures.put("looksUnfinished", counters.unfinished());
    figures.put("framesInvalid", counters.invalid());
    figures.put("reattached", counters.reattached());
    tally.describe(figures);
    Map<String, Object> header = header();
    if (!header.isEmpty()) {
      figures.put("header", header);
    }
    return figures;
  }

  private long rejected() {
    return reader.rejectedLooks() - rejectedAtLastFrame;
  }
}
