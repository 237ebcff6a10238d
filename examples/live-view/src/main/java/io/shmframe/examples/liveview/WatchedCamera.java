// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.examples.liveview.Shots.Shot;
import io.shmframe.examples.liveview.Shots.Variant;
import io.shmframe.frame.ReaderCounters;
import io.shmframe.frame.TornFrameException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;

/**
 * A segment that the wall shows. Its route brings the frames, of which few are copied: those that
 * somebody looks at, and two a second to see whether the picture changes.
 */
final class WatchedCamera {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(480);

  /** Without a new frame for so long, the last one is shown to those who come now. */
  private static final long STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final ReaderCounters NONE = new ReaderCounters(0, 0, 0, 0, 0, 0);

  private final String name;
  private final SegmentLayout layout;
  private final Shots shots = new Shots();
  private final History history;
  private final Stillness stillness = new Stillness();
  private final Ages ages = new Ages();
  private final Arrivals arrivals = new Arrivals();
  private final Trend trend = new Trend();
  private final Rate rate = new Rate(() -> counters().delivered());
  private final AtomicLong spoiled = new AtomicLong();
  private volatile Optional<ShmFrameConsumer> consumer = Optional.empty();
  private volatile Optional<FrameCopy> last = Optional.empty();
  private volatile boolean present;
  private long lookedNanos = System.nanoTime() - LOOK_NANOS;
  private long agesSeen;

  WatchedCamera(String name, SegmentLayout layout, Memory memory) {
    this.name = name;
    this.layout = layout;
    this.history = new History(memory);
  }

  String name() {
    return name;
  }

  SegmentLayout layout() {
    return layout;
  }

  History history() {
    return history;
  }

  Stillness stillness() {
    return stillness;
  }

  Ages ages() {
    return ages;
  }

  Trend trend() {
    return trend;
  }

  Rate rate() {
    return rate;
  }

  Shots shots() {
    return shots;
  }

  Optional<ShmFrameConsumer> consumer() {
    return consumer;
  }

  void reads(ShmFrameConsumer mine) {
    consumer = Optional.of(mine);
  }

  /** Whether the segment was there at the last look into the folder. */
  boolean present() {
    return present;
  }

  void present(boolean there) {
    present = there;
  }

  /** When its frames came. */
  Arrivals arrivals() {
    return arrivals;
  }

  /** Frames that came. */
  long number() {
    return arrivals.number();
  }

  /** The frame that was last copied for a look. */
  Optional<FrameCopy> last() {
    return last;
  }

  ReaderCounters counters() {
    return consumer.map(ShmFrameConsumer::counters).orElse(NONE);
  }

  /** Looks in vain, and frames that were overwritten while the wall copied them. */
  long torn() {
    return counters().torn() + spoiled.get();
  }

  /** A step of the route. */
  void take(Exchange exchange) {
    long now = System.nanoTime();
    long stamp = exchange.getIn().getHeader(ShmFrameConstants.TIMESTAMP, 0L, Long.class);
    if (stamp > 0) {
      ages.add(Clock.millis() - stamp);
    }
    long mine = arrivals.number() + 1;
    boolean look = now - lookedNanos >= LOOK_NANOS;
    boolean kept = history.watched();
    if (look || kept || shots.wanted()) {
      copy(exchange, mine, look, kept);
    }
    arrivals.add(now);
  }

  private void copy(Exchange exchange, long mine, boolean look, boolean kept) {
    FrameCopy frame;
    try {
      frame = FrameCopy.of(mine, exchange.getIn());
    } catch (TornFrameException e) {
      spoiled.incrementAndGet();
      return;
    }
    if (look) {
      lookedNanos = System.nanoTime();
      stillness.look(frame.fingerprint(), Darkness.black(frame), lookedNanos);
      last = Optional.of(frame);
    }
    if (kept) {
      history.add(frame);
    }
    shots.make(frame);
  }

  /** A picture behind a frame's number, for a viewer, who does not wait for it. */
  Optional<Shot> shot(Variant variant, long seen) {
    Optional<Shot> shot = shots.after(variant, seen);
    boolean still =
        shot.isEmpty()
            && arrivals.silenceNanos() > STILL_NANOS
            && last.filter(frame -> frame.number() > seen).isPresent();
    if (still) {
      // No frame comes that the route could make it of.
      shots.make(last.orElseThrow());
      return shots.after(variant, seen);
    }
    return shot;
  }

  /** The frame of a number, as long as it is kept. */
  Optional<FrameCopy> frame(long wanted) {
    return history.get(wanted).or(() -> last.filter(frame -> frame.number() == wanted));
  }

  /** Adds half a second to the figures; to be called by one thread. */
  void sample() {
    rate.look();
    history.watched();
    double[] newest = ages.since(agesSeen);
    agesSeen = ages.count();
    Arrays.sort(newest);
    double age = newest.length == 0 ? -1 : Math.max(0, newest[newest.length / 2]);
    trend.add(rate.perSecond(), age, counters().missed(), torn());
  }
}
